/// What the page does by itself: search, filters, sorting, opening, light and dark.
///
/// INVARIANT: it changes classes, attributes and `textContent`, and never makes markup of text (the policy of the page
/// forbids it as well). Without it all content is there, opened.
enum HTMLScript {
    static let all = HTMLSource(
        """
        (() => {
          "use strict";
          const root = document.documentElement;
          root.classList.add("js");
          document.addEventListener("DOMContentLoaded", () => {
            const by = (id) => document.getElementById(id);
            const dark = matchMedia("(prefers-color-scheme: dark)");
            const scheme = by("scheme");
            const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
            const nameScheme = () => { scheme.textContent = isDark() ? "Light" : "Dark"; };
            scheme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; nameScheme(); });
            dark.addEventListener("change", nameScheme);
            nameScheme();
            const table = by("models");
            if (!table) return;
            start(table, by);
          });


        """,
        """
          function start(table, by) {
            const page = 200;
            const filters = ["namespace", "kind", "standing", "pinning", "lacks"];
            const search = by("q"), found = by("found"), more = by("more"), expand = by("expand");
            const choices = filters.map((name) => by("f-" + name));
            const rows = [...table.tBodies];
            const total = rows.length;
            let order = rows, shown = page, matching = [], texts = null, sorted = null;

            const opener = (row) => row.querySelector("button.open");
            const open = (row, on) => {
              row.classList.toggle("opened", on);
              opener(row).setAttribute("aria-expanded", String(on));
            };
            const text = (row) => {
              texts ??= new Map();
              let known = texts.get(row);
              if (known === undefined) texts.set(row, known = row.textContent.toLowerCase());
              return known;
            };
            const fits = (row, words) =>
              choices.every((choice, i) => {
                if (!choice.value) return true;
                const has = row.dataset[filters[i]];
                return i < 2 ? has === choice.value : has.split(" ").includes(choice.value);
              }) && words.every((word) => text(row).includes(word));

            function apply() {
              const words = search.value.toLowerCase().split(/\\s+/u).filter(Boolean);
              matching = order.filter((row) => fits(row, words));
              const kept = new Set(matching), first = new Set(matching.slice(0, shown));
              for (const row of rows) {
                row.classList.toggle("out", !kept.has(row));
                row.classList.toggle("over", kept.has(row) && !first.has(row));
              }
              const number = (n) => n.toLocaleString("en-US");
              found.textContent = matching.length === total
                ? `${number(total)} workload${total === 1 ? "" : "s"}`
                : `${number(matching.length)} of ${number(total)} workloads`;
              const rest = matching.length - first.size;
              more.hidden = rest === 0;
              more.textContent = `Show ${number(Math.min(rest, page))} more of ${number(rest)}`;
              nameExpand();
            }

            function nameExpand() {
              const all = matching.length > 0 && matching.every((row) => row.classList.contains("opened"));
              expand.textContent = all ? "Close all" : "Open all";
            }


        """,
        """
            function keep() {
              const state = new URLSearchParams();
              if (search.value) state.set("q", search.value);
              choices.forEach((choice, i) => { if (choice.value) state.set(filters[i], choice.value); });
              if (sorted) state.set("sort", sorted.column + (sorted.down ? "-" : ""));
              const hash = state.toString();
              try { history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search); }
              catch { location.hash = hash; }
            }

            function take(hash) {
              const state = new URLSearchParams(hash);
              search.value = state.get("q") ?? "";
              choices.forEach((choice, i) => {
                choice.value = state.get(filters[i]) ?? "";
                if (choice.selectedIndex < 0) choice.value = "";
              });
              const column = state.get("sort") ?? "";
              if (column) sort(column.replace(/-$/u, ""), column.endsWith("-"));
              shown = page;
              apply();
            }

            function reveal(row) {
              if (!matching.includes(row)) { search.value = ""; for (const choice of choices) choice.value = ""; apply(); }
              const place = matching.indexOf(row);
              if (place >= shown) { shown = place + 1; apply(); }
              open(row, true);
              nameExpand();
              row.scrollIntoView();
              opener(row).focus();
            }

            function follow(isFirst) {
              const hash = location.hash.slice(1);
              if (/^w\\d+$/u.test(hash)) { const row = by(hash); if (row) reveal(row); return; }
              if (!hash.includes("=")) return;
              take(hash);
              if (!isFirst || hash) by("live").scrollIntoView();
            }

            const key = (row, column) => {
              const cell = row.querySelector("." + column);
              if (!cell) return "";
              const button = cell.querySelector("button.open");
              return cell.dataset.key ?? (button ?? cell).textContent.trim();
            };
            const collator = new Intl.Collator("en", { numeric: true });
            function sort(column, down) {
              const head = table.querySelector(`thead .${CSS.escape(column)}`);
              if (!head) return;
              const keys = new Map(rows.map((row) => [row, key(row, column)]));
              order = [...rows].sort((a, b) => {
                const [first, second] = [keys.get(a), keys.get(b)];
                // What is not known comes last, whichever way is sorted.
                if (!first !== !second) return first ? -1 : 1;
                return (down ? -1 : 1) * collator.compare(first, second);
              });
              const whole = document.createDocumentFragment();
              for (const row of order) whole.append(row);
              table.append(whole);
              for (const other of table.tHead.rows[0].cells) other.setAttribute("aria-sort", "none");
              head.setAttribute("aria-sort", down ? "descending" : "ascending");
              sorted = { column, down };
            }


        """,
        """
            function clear() {
              search.value = "";
              for (const choice of choices) choice.value = "";
              shown = page;
              apply();
              keep();
            }

            let waiting = 0;
            const changed = () => { shown = page; apply(); keep(); };
            search.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(changed, 60); });
            for (const choice of choices) choice.addEventListener("change", changed);
            by("clear").addEventListener("click", () => { clear(); search.focus(); });
            more.addEventListener("click", () => {
              const next = matching[shown];
              shown += page;
              apply();
              if (next) opener(next).focus();
            });
            expand.addEventListener("click", () => {
              const on = expand.textContent === "Open all";
              for (const row of matching) open(row, on);
              nameExpand();
            });
            table.addEventListener("click", (event) => {
              const button = event.target.closest("button");
              if (!button) return;
              if (button.matches(".open")) {
                const row = button.closest("tbody");
                open(row, !row.classList.contains("opened"));
                nameExpand();
              } else if (button.matches(".sort")) {
                const column = button.dataset.col;
                sort(column, button.parentElement.getAttribute("aria-sort") === "ascending");
                apply();
                keep();
              }
            });

            document.addEventListener("keydown", (event) => {
              if (event.ctrlKey || event.metaKey || event.altKey) return;
              const isField = event.target.matches("input, select, textarea");
              if (event.key === "/" && !isField) {
                event.preventDefault();
                search.focus();
                search.select();
              } else if (event.key === "Escape" && !event.target.matches("select")) {
                clear();
              } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
                step(event, event.key === "ArrowDown" ? 1 : -1);
              }
            });
            function step(event, by) {
              const listed = matching.slice(0, shown);
              const row = event.target.matches("button.open") ? event.target.closest("tbody") : null;
              if (!row && event.target !== search) return;
              const next = row ? listed[listed.indexOf(row) + by] : by > 0 ? listed[0] : undefined;
              if (!next && !(row && by < 0)) return;
              event.preventDefault();
              (next ? opener(next) : search).focus();
            }

            for (const link of document.querySelectorAll("a[data-show]")) link.setAttribute("href", "#" + link.dataset.show);
            addEventListener("hashchange", () => follow(false));
            for (const row of rows) open(row, false);
            document.documentElement.classList.add("ready");
            apply();
            follow(true);
          }
        })();

        """)
}
