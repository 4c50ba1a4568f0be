/// Where things stand on the page.
enum HTMLLayout {
    static let frame: StaticString = """
        .skip{position:absolute;left:-99rem;top:0;z-index:3;padding:.6rem 1rem;background:var(--page);color:var(--accent)}
        .skip:focus{left:0}
        .bar{position:sticky;top:0;z-index:2;display:flex;align-items:center;gap:1.5rem;padding:.6rem 2rem;
        background:var(--page);border-bottom:1px solid var(--line)}
        .brand{font-weight:650;letter-spacing:-.01em;white-space:nowrap}
        .brand span{font-weight:400;color:var(--quiet)}
        .bar nav{margin-left:auto}
        .bar nav ul{display:flex;gap:1.3rem}
        .bar nav a{color:var(--quiet);text-decoration:none;font-size:.9rem;white-space:nowrap;padding:.25rem 0}
        .bar nav a:hover{color:var(--ink);text-decoration:underline}
        main,footer{max-width:86rem;margin:0 auto;padding:0 2rem}
        main:focus{outline:none}
        footer{padding-top:2rem;padding-bottom:3rem;color:var(--quiet);font-size:.85rem}
        section{padding:2.75rem 0;border-top:1px solid var(--line)}
        section>h2{margin-bottom:1.1rem}
        section>h3{margin:1.75rem 0 .6rem}
        .summary{border-top:0;padding-top:2.5rem}
        .summary h2{margin:2rem 0 .65rem}
        .eyebrow{color:var(--quiet);margin-bottom:.6rem}
        .eyebrow span{white-space:nowrap}
        .eyebrow span::before{content:"";display:inline-block;width:.25rem;height:.25rem;border-radius:50%;
        background:var(--edge);margin:0 .6rem .2rem .35rem}
        .notice{margin-top:1.5rem;padding:.9rem 1.1rem;border-radius:6px;background:var(--raised);color:var(--ink)}
        .notice p .i{color:var(--undecided);margin-right:.5em}
        .notice ul{margin:.4rem 0 0 1.55rem;font-size:.92rem}
        .notes{margin-top:1rem;color:var(--quiet);font-size:.92rem;max-width:60rem}
        .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(11.5rem,1fr));border:1px solid var(--line);
        border-radius:8px;overflow:hidden;gap:1px;background:var(--line)}
        .tiles li{background:var(--page);display:flex;color:var(--ink)}
        .tiles a{flex:1;padding:.85rem 1.1rem .95rem;color:inherit;text-decoration:none;display:block}
        .tiles a:hover{background:var(--raised)}
        .tiles a:focus-visible{outline-offset:-3px}
        .tiles .n{display:flex;align-items:baseline;gap:.35em;font-size:1.75rem;line-height:1.2;font-weight:620;
        letter-spacing:-.02em;white-space:pre}
        .tiles .n .i{width:.62em;height:.62em;align-self:center}
        .tiles .w{display:block;line-height:1.35;margin-top:.15rem}
        .tiles .s{display:block;font-size:.84rem;color:var(--quiet)}
        .tiles .denied .n{color:var(--denied)}.tiles .undecided .n{color:var(--undecided)}
        .tiles .drift .n{color:var(--drift)}.tiles .warned .n{color:var(--warned)}
        .tiles .uncovered .n{color:var(--uncovered)}.tiles .none .n,.tiles .none .w{color:var(--quiet)}
        .meter{display:block;width:100%;height:4px;margin:.6rem 0 .35rem}
        .track{fill:var(--line)}.fill{fill:var(--accent)}
        .facts{display:grid;gap:.4rem 2rem}
        .facts>div{display:grid;grid-template-columns:7rem 1fr;gap:.75rem}
        .facts dt{color:var(--quiet)}
        .basis{grid-template-columns:repeat(auto-fit,minmax(24rem,1fr));gap:.9rem 3rem}
        .basis dt{font-weight:600;color:var(--ink)}

        """

    static let list: StaticString = """
        html:not(.js) .scripted{display:none}
        .controls{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end;margin-bottom:.8rem}
        .result{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;margin-bottom:.6rem}
        .result output{flex:1 1 9rem;color:var(--quiet);font-size:.92rem}
        .field{display:flex;flex-direction:column;gap:.2rem}
        .field.wide{flex:1 1 15rem}
        label{font-size:.82rem;color:var(--quiet)}
        kbd{border:1px solid var(--line);border-radius:3px;padding:0 .3em;color:var(--quiet)}
        input,select,button.plain{font:inherit;font-size:.92rem;color:var(--ink);background:var(--page);
        border:1px solid var(--edge);border-radius:5px;padding:.35rem .6rem;min-height:2.2rem}
        select{max-width:13rem}
        input{width:100%}
        button{cursor:pointer}
        button.plain:hover{background:var(--raised)}
        .more-rows{margin-top:1rem}
        table{border-collapse:collapse;width:100%;text-align:left}
        th,td{vertical-align:top;font-weight:400}
        caption{text-align:left;color:var(--quiet);font-size:.88rem;padding-bottom:.45rem}
        .models{table-layout:fixed}
        .models>thead th{position:sticky;top:3.45rem;z-index:1;background:var(--page);border-bottom:1px solid var(--edge);
        padding:.3rem .55rem .3rem 0}
        .sort{font:inherit;font-size:.84rem;color:var(--quiet);background:none;border:0;padding:.2rem 0;text-align:left}
        .sort::after{content:"";display:inline-block;margin-left:.35em;border:.27em solid transparent}
        [aria-sort=ascending] .sort::after{border-bottom-color:currentColor;transform:translateY(-.22em)}
        [aria-sort=descending] .sort::after{border-top-color:currentColor;transform:translateY(.14em)}
        [aria-sort=ascending] .sort,[aria-sort=descending] .sort{color:var(--ink);font-weight:600}
        .models>tbody{border-bottom:1px solid var(--line);scroll-margin-top:6.5rem}
        .models .row>*{padding:.7rem .9rem .7rem 0;font-size:.92rem}
        .models .c-w{width:14.5%}.models .c-s{width:12%}.models .c-m{width:20%}.models .c-p{width:10.5%}
        .models .c-d{width:9.5%}.models .c-e{width:9%}.models .c-l{width:7.5%}.models .c-u{width:9.5%}
        .models .c-t{width:7.5%}.models .row .c-t{padding-right:0}
        .c-w .sub{padding-left:1.45em}
        .open{font:inherit;font-weight:600;color:var(--ink);background:none;border:0;padding:0;text-align:left;
        display:flex;gap:.45em;align-items:baseline}
        .open:hover bdi{text-decoration:underline;text-underline-offset:.18em}
        .open .i{flex:none;width:.85em;height:.85em;align-self:center;color:var(--quiet);transition:transform .12s}
        .opened .open .i{transform:rotate(90deg)}
        .why>td{padding:0 0 .8rem 1.45rem;font-size:.9rem;color:var(--ink);max-width:60rem}
        .why .sub{display:inline}
        .js .models>tbody:not(.opened)>.detail,.js .models>.out,.js .models>.over,
        .js:not(.ready) .models>tbody:nth-of-type(n+201){display:none}
        .detail>td{padding:.3rem 0 2rem 1.35em}
        .known{display:grid;grid-template-columns:minmax(0,1.15fr) minmax(0,1fr);gap:1.6rem 3rem;
        border-left:2px solid var(--line);padding-left:1.5rem;font-size:.92rem}
        .known>*{min-width:0}
        .known>.wide,.known>figure,.known>.scroll,.known>.note{grid-column:1/-1}
        .known h3{margin-bottom:.45rem}
        .known h3:not(:first-child){margin-top:1.1rem}
        .findings li{margin-bottom:.75rem}
        .findings p:not(.sub){max-width:44rem}
        .model{border-top:1px solid var(--line);padding-top:1.1rem}
        .model .facts{margin-bottom:.9rem}
        .data th,.data td{padding:.5rem 1.5rem .5rem 0;border-bottom:1px solid var(--line);font-size:.92rem;
        overflow-wrap:break-word}
        .data th:last-child,.data td:last-child{padding-right:0}
        .evidence code,.parts code{overflow-wrap:anywhere}
        .data thead th{white-space:nowrap;color:var(--quiet);font-size:.84rem;border-bottom-color:var(--edge);padding-top:0}
        .data tbody th{font-weight:550}
        .data .num{text-align:right;white-space:nowrap}
        .data ul{margin:0}
        .scroll{overflow-x:auto;position:relative}
        .columns{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:1.5rem 3rem;margin:1.5rem 0 2rem}
        .steps{padding-left:1.4rem;display:grid;gap:1.5rem;margin-top:1.2rem}
        .steps>li{padding-left:.3rem}
        .steps p{max-width:44rem}
        pre{margin-top:.5rem;padding:.7rem .9rem;background:var(--raised);border-radius:5px;white-space:pre-wrap}
        pre code{font-size:.84rem}

        """

    static let drawings: StaticString = """
        .lineage{display:block;font-family:inherit;max-width:none}
        @media screen{.fits .lineage{max-width:100%;min-width:58rem;height:auto}}
        .lineage-box{fill:var(--page);stroke:var(--declared);stroke-width:1.25}
        .lineage-kind,.lineage-subtitle{fill:var(--quiet)}
        .lineage-title{fill:var(--ink);font-weight:600}
        .lineage-line{stroke:var(--edge);stroke-width:1.25}
        .lineage-arrow{fill:var(--edge)}
        .trust-signed .lineage-box{stroke:var(--signed)}.trust-signed .lineage-kind{fill:var(--signed)}
        .trust-recorded .lineage-box{stroke:var(--recorded)}.trust-recorded .lineage-kind{fill:var(--recorded)}
        .trust-missing .lineage-box{stroke:var(--missing)}.trust-missing .lineage-kind{fill:var(--missing)}
        .kind-model .lineage-box{stroke-width:2.5}
        figcaption{font-size:.88rem;color:var(--quiet);margin-top:.5rem}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,25rem),1fr));gap:2rem 3rem}
        .metrics+.metrics{margin-top:2.5rem}
        .metrics h3{margin-bottom:.9rem}
        .chart-figure{min-width:0}
        .chart-figure figcaption,.bars-figure figcaption{margin:0 0 .4rem;color:var(--ink);font-weight:550}
        .bars-figure{margin-top:1.2rem}
        .chart{display:block;width:100%;max-width:34rem;height:auto;margin-bottom:.75rem}
        .chart.bars{min-width:44rem;max-width:64rem}
        .grid{stroke:var(--line);fill:none}
        .tick{font-size:11px;fill:var(--quiet)}
        .mark{font-size:11px;font-weight:600;fill:var(--allowed)}
        .line{fill:none;stroke:var(--accent);stroke-width:1.75;stroke-linejoin:round}
        .point{fill:var(--page);stroke:var(--accent);stroke-width:1.75}
        .point.live{fill:var(--allowed);stroke:var(--page)}
        .ring{fill:none;stroke:var(--allowed);stroke-width:1.5}
        .part{stroke:var(--page);stroke-width:.75}
        .p0{fill:var(--p0)}.p1{fill:var(--p1)}.p2{fill:var(--p2)}.p3{fill:var(--p3)}.p4{fill:var(--p4)}.p5{fill:var(--p5)}
        .legend{display:flex;flex-wrap:wrap;gap:.3rem 1.4rem;font-size:.88rem;margin-top:.5rem}
        .swatch{width:.75em;height:.75em;margin-right:.45em}

        """

    static let narrow: StaticString = """
        @media screen and (max-width:66rem){
        .bar{flex-wrap:wrap;gap:.3rem 1rem;position:static}
        .bar nav{order:3;width:100%;margin:0}
        .bar nav ul{flex-wrap:wrap;gap:.1rem 1.1rem}
        .bar #scheme{margin-left:auto}
        .models>thead th{top:0}
        }
        @media screen and (max-width:56rem){
        main,footer,.bar{padding-left:1rem;padding-right:1rem}
        section{padding:2rem 0}
        .tiles{grid-template-columns:repeat(2,minmax(0,1fr))}
        .tiles .n{white-space:normal}
        .basis{grid-template-columns:minmax(0,1fr)}
        .facts>div{grid-template-columns:minmax(0,1fr);gap:0}
        .field,.field.wide{flex:1 1 8.5rem}
        .field.wide{flex-basis:100%}
        select{max-width:none;width:100%}
        .models,.models>thead,.models>tbody,.models>*>tr,.models>*>tr>th,.models>*>tr>td{display:block}
        .models>*>tr>*[class]{width:auto}
        .models>thead>tr{display:flex;flex-wrap:wrap;gap:0 1rem}
        .models>thead th{position:static;border:0;padding:0}
        html:not(.js) .models>thead{display:none}
        .models>tbody{padding:.9rem 0;border-top:1px solid var(--line);border-bottom:0}
        .models .row>*{padding:.12rem 0}
        .models .row>td{display:grid;align-items:baseline;grid-template-columns:6.2rem minmax(0,1fr);column-gap:.6rem}
        .models .row>td>*{grid-column:2}
        .models .row>td::before{color:var(--quiet);font-size:.84rem;grid-column:1;grid-row:1}
        .row>.c-s::before{content:"Standing"}.row>.c-m::before{content:"Model"}.row>.c-p::before{content:"Pinned"}
        .row>.c-d::before{content:"Data"}.row>.c-e::before{content:"Evaluation"}.row>.c-l::before{content:"Lineage"}
        .row>.c-u::before{content:"Brought by"}.row>.c-t::before{content:"Since"}
        .models .row>td:empty{display:none}
        .models .why>td,.models .detail>td{padding-left:0;padding-top:.3rem}
        .detail>td{padding-bottom:.5rem}
        .known{grid-template-columns:minmax(0,1fr);padding-left:0;border-left:0;padding-top:.8rem}
        .evidence,.evidence thead,.evidence tbody,.evidence tr,.evidence th,.evidence td{display:block}
        .evidence thead{position:absolute;clip-path:inset(50%)}
        .evidence th,.evidence td{border:0;padding:.1rem 0}
        .evidence tr{border-bottom:1px solid var(--line);padding:.4rem 0}
        .data th,.data td{padding-right:1rem;min-width:6.5rem}
        .evidence th,.evidence td{min-width:0}
        }
        @media screen and (max-width:24rem){.tiles{grid-template-columns:minmax(0,1fr)}}
        @media (prefers-reduced-motion:reduce){*{transition:none!important;scroll-behavior:auto!important}}

        """

    static let paper: StaticString = """
        @media print{
        @page{margin:14mm}
        body{font-size:9.5pt;line-height:1.4}
        .bar nav,.scripted,.skip,.sort::after,.open .i,.more-rows{display:none!important}
        .bar{position:static;padding:0 0 .5rem}
        main,footer{max-width:none;padding:0}
        section{padding:1.2rem 0;break-inside:auto}
        h2,h3,caption,figcaption{break-after:avoid}
        .models>thead th{position:static}
        .js .models>.over,.js:not(.ready) .models>tbody:nth-of-type(n+201){display:table-row-group}
        .js .models>tbody:not(.opened)>.detail{display:table-row}
        .js .models>tbody.out{display:none}
        .row,.why,.findings li,.tiles li,.chart-figure{break-inside:avoid}
        .c-w .sub,.models .why>td,.models .detail>td{padding-left:0}
        .scroll{overflow:visible}
        .lineage,.bars{max-width:100%;min-width:0;height:auto}
        .tiles{grid-template-columns:repeat(auto-fit,minmax(6.5rem,1fr))}
        .tiles a{padding:.5rem .7rem}
        .basis{grid-template-columns:1fr 1fr}
        .facts>div{grid-template-columns:5.5rem 1fr}
        .models .row>*{padding-right:.5rem;font-size:8pt}
        .c-s .st{white-space:normal}
        .known{grid-template-columns:1fr 1fr;border-left:0;padding-left:0}
        .known{gap:.8rem 1.5rem}
        a{color:inherit;text-decoration:none}
        }

        """
}
