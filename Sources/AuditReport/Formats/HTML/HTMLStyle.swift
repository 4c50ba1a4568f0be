/// How the page looks: light and dark, narrow and wide, on screen and on paper.
///
/// Colours of text have a contrast of 4.5 : 1 at least on what they stand on, lines and signs that say something 3 : 1
/// (WCAG 2.2, 1.4.3 and 1.4.11); none says anything alone.
enum HTMLStyle {
    static let all = HTMLSource(
        ":root{", light, "}\n@media (prefers-color-scheme:dark){:root:not([data-theme=light]){", dark,
        "}}\n:root[data-theme=dark]{", dark, "}\n@media print{:root:root:root{", light, "}}\n", text, HTMLLayout.frame,
        HTMLLayout.list, HTMLLayout.drawings, HTMLLayout.narrow, HTMLLayout.paper)

    private static let light: StaticString = """
        color-scheme:light;
        --page:#ffffff;--raised:#f5f6f8;--ink:#161b26;--quiet:#535c6d;--line:#dcdfe6;--edge:#848c9b;--accent:#1f4fb4;
        --denied:#b0221b;--undecided:#6a3ca5;--drift:#97470b;--warned:#77590a;--uncovered:#505a69;--allowed:#1d6b40;
        --p0:#2f5fc4;--p1:#b4511c;--p2:#3f8a45;--p3:#8250b5;--p4:#9a7a08;--p5:#687282;
        --signed:#1d6b40;--recorded:#77590a;--declared:#505a69;--missing:#b0221b;
        """

    private static let dark: StaticString = """
        color-scheme:dark;
        --page:#11141a;--raised:#1a1f28;--ink:#e7eaf0;--quiet:#a4adbc;--line:#2c333f;--edge:#737d8d;--accent:#92b4ff;
        --denied:#ff8d85;--undecided:#c8a8f7;--drift:#f7ad72;--warned:#e3c34d;--uncovered:#abb5c4;--allowed:#7fd09c;
        --p0:#7ea5ff;--p1:#f59b66;--p2:#86c97b;--p3:#c39df0;--p4:#dcbb40;--p5:#96a2b3;
        --signed:#7fd09c;--recorded:#e3c34d;--declared:#abb5c4;--missing:#ff8d85;
        """

    private static let text: StaticString = """
        *,*::before,*::after{box-sizing:border-box}
        html{scroll-padding-top:4rem;-webkit-text-size-adjust:100%}
        body{margin:0;background:var(--page);color:var(--ink);
        font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",sans-serif;
        font-variant-numeric:tabular-nums;font-variant-ligatures:none;overflow-wrap:anywhere}
        h1,h2,h3,p,ul,ol,dl,dd,figure,pre{margin:0;padding:0}
        ul{list-style:none}
        h1{font-size:clamp(1.6rem,1.1rem + 2vw,2.35rem);line-height:1.18;font-weight:650;letter-spacing:-.022em;
        max-width:30em}
        h1 span{display:inline-block;margin-right:.3em}
        h2{font-size:1.4rem;line-height:1.25;font-weight:650;letter-spacing:-.014em}
        h2.small{font-size:.8rem;font-weight:600;letter-spacing:0;color:var(--quiet)}
        h3{font-size:.95rem;font-weight:650;line-height:1.4}
        code,pre,kbd{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;font-size:.86em}
        code,bdi{unicode-bidi:isolate}
        small{font-size:.55em;font-weight:450;color:var(--quiet);letter-spacing:0}
        b,strong{font-weight:600}
        a{color:var(--accent);text-underline-offset:.18em;text-decoration-thickness:1px}
        a:hover{text-decoration-thickness:2px}
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
        .sub{display:block;font-size:.84rem;color:var(--quiet)}
        .unknown,.empty,.note{color:var(--quiet)}
        .note{font-size:.9rem;margin-top:.75rem}
        .hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
        .i{width:1em;height:1em;flex:none;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linecap:round;
        stroke-linejoin:round;vertical-align:-.13em}
        .sheet{position:absolute}
        .st{display:inline-flex;gap:.4em;align-items:baseline;font-weight:550}
        .st .i{position:relative;top:.13em}
        .c-s .st{white-space:nowrap}
        .yes{display:inline-flex;gap:.35em;align-items:center}
        .yes .i{color:var(--allowed)}
        .denied{color:var(--denied)}.undecided{color:var(--undecided)}.drift{color:var(--drift)}
        .warned,.excepted{color:var(--warned)}.uncovered{color:var(--uncovered)}.allowed,.live{color:var(--allowed)}
        .live .i{fill:currentColor}

        """
}
