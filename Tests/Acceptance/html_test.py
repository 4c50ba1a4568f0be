"""The HTML report in a real browser: it asks for nothing, runs nothing that is hostile, can be used by keyboard, read by
whoever cannot see it, printed, and looks as it did.

    python Tests/Acceptance/html_test.py --update     writes the screenshots of docs/images instead of comparing them

The pages are those that AuditReportTests keeps byte by byte in Tests/Fixtures/audit, one that the binary writes of
manifests, one of thousands of workloads, and the report that the demo ends with, of which the screenshots are.
"""

import base64
import contextlib
import datetime
import functools
import hashlib
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from support import PEDIGREE, ROOT, SKIPPED, expect, make_certificates

try:
    import html5lib
    from axe_playwright_python.sync_playwright import Axe
    from PIL import Image, ImageChops
    from playwright.sync_api import sync_playwright
except ImportError as missing:
    print(f"{missing.name} is not installed: scripts/python-tools.sh")
    sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)

PAGES = ROOT / "Tests/Fixtures/audit"
IMAGES = ROOT / "docs/images"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
MANY = 5000

# The page asks for the fonts of its reader's system; screenshots must not depend on whose system it is.
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>/usr/share/fonts</dir>
<cachedir>{cache}</cachedir>
{rules}
</fontconfig>
"""
RULE = """<match target="pattern"><test name="family"><string>{asked}</string></test>
<edit name="family" mode="assign" binding="strong"><string>{given}</string></edit></match>
"""


def fonts(directory):
    """A configuration in which the page's families are Inter and JetBrains Mono, of Debian."""
    given = {"system-ui": "Inter", "sans-serif": "Inter", "ui-monospace": "JetBrains Mono", "monospace": "JetBrains Mono"}
    rules = "".join(RULE.format(asked=asked, given=name) for asked, name in given.items())
    rules += '<match target="font"><edit name="hinting" mode="assign"><bool>false</bool></edit></match>'
    file = directory / "fonts.conf"
    file.write_text(FONTS.format(cache=directory / "cache", rules=rules))
    return str(file)


class Tab:
    """A page in a browser of which everything that it does beyond showing itself is written down."""

    def __init__(self, browser, file, width=1280, height=860, scheme="light", fragment="", script=True):
        self.context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            reduced_motion="reduce",
            java_script_enabled=script,
            offline=True,
        )
        self.events = []
        self.page = page = self.context.new_page()
        page.on("console", lambda message: self.events.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.events.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.events.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.on("popup", lambda _: self.events.append("popup"))
        self.requests = []
        page.on("request", lambda request: self.requests.append(request.url))
        self.url = file.resolve().as_uri() + fragment
        page.goto(self.url)

    def listed(self):
        return self.page.evaluate("""() => [...document.querySelectorAll('#models > tbody')]
            .filter(row => row.checkVisibility()).map(row => row.querySelector('.open').textContent)""")

    def found(self):
        return self.page.locator("#found").text_content()

    def wait_for_found(self, words):
        # Playwright waits for functions by eval, which the policy of the page forbids.
        for _ in range(200):
            if self.found().startswith(words):
                return
            time.sleep(0.02)
        raise AssertionError(f"found {self.found()!r}, not {words!r}")

    def follow(self, link):
        """Clicks a link to another part of the page, and waits until the page has turned to it: it does so by an event."""
        self.page.evaluate("""() => { window.turned = new Promise(done => {
            addEventListener('hashchange', () => done(true), { once: true });
            setTimeout(() => done(false), 20000);
        }) }""")
        link.click()
        expect(self.page.evaluate("() => window.turned"), "the link leads to another part of the page")

    def focus(self):
        return self.page.evaluate("document.activeElement.id || document.activeElement.className")

    def end(self):
        """Nothing was asked for but the page itself, and nothing went wrong."""
        outside = [url for url in self.requests if url.split("#")[0] != self.url.split("#")[0]]
        expect(not outside, f"it asked for {outside}")
        expect(not self.events, f"{self.events}")
        self.context.close()


@contextlib.contextmanager
def tab(*arguments, **options):
    opened = Tab(*arguments, **options)
    try:
        yield opened
    except BaseException:
        print(f"what the page did: {opened.events}", file=sys.stderr)
        raise
    opened.end()


# What others say of the page


def markup_is_valid(file):
    """By html5lib, which stops at the first error, and by HTML Tidy."""
    text = file.read_text()
    html5lib.HTMLParser(strict=True).parse(text)
    tidy = subprocess.run(["tidy", "-quiet", "-errors", "-utf8", str(file)], capture_output=True, text=True, check=False)
    # Tidy 5.6 knows no inputmode, no <use> and the like: only what it calls an error counts, and what is written twice.
    problems = [line for line in tidy.stderr.splitlines() if "Error:" in line or "already defined" in line]
    expect(not problems, f"{file.name}: {problems[:5]}")


def broken_markup_is_noticed():
    for text in ("<!DOCTYPE html><title>a</title><p></div>", "<!DOCTYPE html><title>a</title><p a='1' a='2'>"):
        try:
            html5lib.HTMLParser(strict=True).parse(text)
        except html5lib.html5parser.ParseError:
            continue
        raise AssertionError("html5lib lets nonsense pass")


def policy_holds(file):
    """The digests in the policy are those of the one style and the one script; nothing else is let in."""
    document = html5lib.parse(file.read_text(), namespaceHTMLElements=False)
    policy = document.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    expect(directives["default-src"] == "'none'" and directives["base-uri"] == "'none'", policy)
    for name, directive in (("style", "style-src"), ("script", "script-src")):
        found = document.findall(f".//{name}")
        expect(len(found) == 1 and not found[0].attrib, f"{file.name}: one <{name}>")
        digest = base64.b64encode(hashlib.sha256(found[0].text.encode()).digest()).decode()
        expect(directives[directive] == f"'sha256-{digest}'", f"{file.name}: the digest of <{name}>")
    for element in document.iter():
        for name, value in element.attrib.items():
            expect(not name.lower().startswith("on") and name != "style", f"{name}={value}")
            expect(name not in ("src", "action", "srcset", "data"), f"{name}={value}")
            expect(name != "href" or value.startswith("#"), f"{name}={value}")


def axe_finds_nothing(opened, what):
    results = Axe().run(opened.page, options={"resultTypes": ["violations", "incomplete"]}).response
    found = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in results["violations"]]
    expect(not found, f"{what}: {found}")
    expect(len(results["passes"]) > 20, "axe looked at nothing")


def axe_notices(browser, directory):
    bad = directory / "bad.html"
    bad.write_text("<!DOCTYPE html><html><body><img src='data:,'><button></button><p style='color:#ccc'>grey</p>")
    opened = Tab(browser, bad)
    try:
        axe_finds_nothing(opened, "bad")
    except AssertionError:
        return
    finally:
        opened.context.close()
    raise AssertionError("axe lets nonsense pass")


def is_accessible(browser):
    for scheme in ("light", "dark"):
        for width in (1280, 320):
            with tab(browser, PAGES / "audit.html", width=width, scheme=scheme) as opened:
                axe_finds_nothing(opened, f"{scheme} {width}")
                opened.page.click("#expand")
                axe_finds_nothing(opened, f"{scheme} {width}, opened")
                opened.page.select_option("#f-standing", "denied")
                axe_finds_nothing(opened, f"{scheme} {width}, filtered")
    for name in ("audit-empty.html", "audit-hostile.html"):
        with tab(browser, PAGES / name) as opened:
            axe_finds_nothing(opened, name)
    with tab(browser, PAGES / "audit.html") as opened:
        opened.page.click("#scheme")
        axe_finds_nothing(opened, "dark by the button")


# How it is used


def keyboard(browser):
    with tab(browser, PAGES / "audit.html") as opened:
        page = opened.page
        whole = opened.listed()
        page.keyboard.press("Tab")
        expect(opened.focus() == "skip", f"the first stop is {opened.focus()}")
        page.keyboard.press("Enter")
        expect(opened.focus() == "main", "the skip link leads to the report")

        page.keyboard.press("/")
        expect(opened.focus() == "q", "/ leads to the search")
        page.keyboard.type("fraud 0.815")
        opened.wait_for_found("1 of")
        expect(opened.listed() == ["fraud-canary"], f"{opened.listed()}")
        expect(opened.found() == f"1 of {len(whole)} workloads", opened.found())
        expect(page.url.endswith("#q=fraud+0.815"), page.url)
        page.keyboard.press("Escape")
        expect(opened.listed() == whole and "#" not in page.url, "Escape clears")

        page.keyboard.press("ArrowDown")
        expect(page.evaluate("document.activeElement.textContent") == whole[0], "the arrow leads into the list")
        page.keyboard.press("ArrowDown")
        expect(page.evaluate("document.activeElement.textContent") == whole[1], "and down it")
        page.keyboard.press("Enter")
        row = page.locator("#models > tbody", has=page.locator(f"button.open:has-text('{whole[1]}')"))
        expect(row.locator("button.open").get_attribute("aria-expanded") == "true", "Enter opens")
        expect(row.locator(".detail").is_visible(), "and shows")
        expect(page.locator(".detail:visible").count() == 1, "nothing else")
        page.keyboard.press("Space")
        expect(row.locator("button.open").get_attribute("aria-expanded") == "false", "Space closes")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        expect(opened.focus() == "q", "up from the first row is the search")

        for _ in range(20):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.dataset.col") == "c-w":
                break
        else:
            raise AssertionError("Tab does not lead to the first column")
        page.keyboard.press("Enter")
        expect(opened.listed() == sorted(whole), f"{opened.listed()}")
        expect(page.locator("th[aria-sort=ascending]").text_content().strip() == "Workload", "aria-sort")
        page.keyboard.press("Enter")
        expect(opened.listed() == sorted(whole, reverse=True), f"{opened.listed()}")
        expect(page.locator("th[aria-sort=descending]").count() == 1, "aria-sort")

        page.locator("#scheme").focus()
        before = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.keyboard.press("Enter")
        expect(page.evaluate("getComputedStyle(document.body).backgroundColor") != before, "dark")
        expect(page.locator("#scheme").text_content() == "Light", "and back")


def links_and_filters(browser):
    with tab(browser, PAGES / "audit.html") as opened:
        page = opened.page
        opened.follow(page.locator(".tiles .denied a"))
        denied = opened.listed()
        count = int(re.search(r"\d+", page.locator(".tiles .denied .n").text_content())[0])
        expect(len(denied) == count and count > 0, f"the tile says {count} and shows {denied}")
        expect(page.url.endswith("#standing=denied"), page.url)
        page.select_option("#f-pinning", "mutable")
        expect(opened.listed() == ["churn"], f"{opened.listed()}")
        shared = page.url
        page.click("#clear")
        expect(len(opened.listed()) > count, "cleared")
        opened.follow(page.locator("#drift a[href^='#w']").first)
        expect(page.locator(".detail:visible").count() == 1, "a link from another part opens its workload")
    with tab(browser, PAGES / "audit.html", fragment="#" + shared.split("#")[1]) as opened:
        expect(opened.listed() == ["churn"], "a shared link shows the same")
    for fragment in ("#standing=none&kind=%3Cb%3E&q=%E2%80%AE&sort=x-", "#w999", "#%E0%A4%A", "#q=%"):
        with tab(browser, PAGES / "audit.html", fragment=fragment) as opened:
            expect(opened.found().endswith("workloads"), fragment)


def without_script(browser):
    with tab(browser, PAGES / "audit.html", script=False) as opened:
        page = opened.page
        rows = page.locator("#models > tbody").count()
        expect(rows > 5 and page.locator(".detail:visible").count() == rows, "all is opened")
        expect(page.locator("#q").is_hidden() and page.locator("#scheme").is_hidden(), "no controls that do nothing")
        page.locator(".tiles .denied a").click()
        expect(page.url.endswith("#live"), "a tile leads to the list")


def narrow(browser):
    for name in ("audit.html", "audit-hostile.html", "audit-empty.html"):
        for script in (True, False):
            with tab(browser, PAGES / name, width=320, script=script) as opened:
                if script and opened.page.locator("#expand").count():
                    opened.page.click("#expand")
                width = opened.page.locator("html").evaluate("e => e.scrollWidth") if script else 320
                expect(width <= 320, f"{name} is {width} pixels wide")
                if script and name != "audit-empty.html":
                    expect(narrowest(opened) > 200, "each value has a line of its own")


def narrowest(opened):
    """The narrowest cell of the list, in pixels."""
    return opened.page.evaluate("""() => Math.min(...[...document.querySelectorAll('.row > *')]
        .filter(cell => cell.checkVisibility() && cell.textContent).map(cell => cell.clientWidth))""")


def hostile(browser):
    """Every text of this page tries to become markup, a script, a request, or to turn the writing around."""
    with tab(browser, PAGES / "audit-hostile.html") as opened:
        page = opened.page
        page.click("#expand")
        page.keyboard.press("/")
        page.keyboard.type("<script>alert(1)</script>")
        page.wait_for_timeout(200)
        expect(len(opened.listed()) == 3 and "#q=%3Cscript" in page.url, "it is found by what it is")
        expect(page.locator("img, iframe, object, embed, form, link, base").count() == 0, "no element came of it")
        expect(page.locator("script").count() == 1, "no script came of it")
        text = page.locator("main").inner_text()
        expect("<script>alert(1)</script><img src=x onerror=alert(1)>" in text, "it is shown as it is")
        expect("\\u{202E}" in text and "\u202e" not in text, "what cannot be seen is shown")
        page.select_option("#f-kind", index=1)
        expect(len(opened.listed()) == 3, "it can be filtered by")


def printed(browser, directory):
    for name in ("audit.html", "audit-hostile.html"):
        with tab(browser, PAGES / name) as opened:
            file = directory / "page.pdf"
            opened.page.pdf(path=str(file), format="A4")
            text = subprocess.run(["pdftotext", "-layout", str(file), "-"], capture_output=True, text=True, check=True).stdout
            words = re.sub(r"\s+", "", text)
            opened.page.emulate_media(media="print")
            opened.page.set_viewport_size({"width": 690, "height": 1000})
            expect(narrowest(opened) > 40, f"{narrowest(opened)} pixels are too narrow to be read")
            for row in opened.listed():
                expect(re.sub(r"\s+", "", row)[:20] in words, f"{row} is not on paper")
            expect(opened.page.locator(".detail:visible").count() == opened.page.locator(".detail").count(), "opened")
            expect(opened.page.locator("#q").is_hidden(), "no controls on paper")
            expect("Howtocheckthis" in words, "the end is on paper")


# How it looks


def demo_report(directory):
    """The report of the demo's story, with what is another in each run set to what is always the same."""
    make_certificates(directory)
    file = directory / "audit.html"
    done = subprocess.run(
        ["scripts/demo-record.sh", str(directory), str(file)],
        cwd=ROOT,
        env={**os.environ, "PEDIGREE": PEDIGREE},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    expect(done.returncode == 0, f"the demo failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    expect(f"the report, one file that works offline: {file}" in done.stdout, "the demo names its report")
    file.write_text(steady(file.read_text()))
    return file


def steady(page):
    """Digests, times, ports and days around today: each is as long as it was, so that lines break where they did."""
    digits = "0123456789abcdef" * 4
    page = re.sub(r"\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", "01234567-89ab-cdef-0123-456789abcdef", page)
    page = re.sub(r"\b(?=[0-9a-f]*[0-9])([0-9a-f]{64}|[0-9a-f]{12})(?![0-9a-f])", lambda found: digits[: len(found[0])], page)
    page = re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:16443", page)
    now = datetime.datetime.now(datetime.timezone.utc)
    for days, fixed in ((-1, (22, "Nov")), (0, (22, "Nov")), (19, (12, "Dec")), (20, (12, "Dec"))):
        day = now + datetime.timedelta(days=days)
        page = page.replace(f"{day.day} {day:%b} {day.year}", f"{fixed[0]} {fixed[1]} 2026")
        month = {"Nov": 11, "Dec": 12}[fixed[1]]
        page = page.replace(f"{day:%Y-%m-%d}", f"2026-{month}-{fixed[0]:02}")
    page = re.sub(r"(22 Nov 2026, )\d\d:\d\d( UTC)", r"\g<1>12:00\2", page)
    return re.sub(r"(2026-11-22T)\d\d:\d\d:\d\d", r"\g<1>12:00:00", page)


def screenshots(browser, directory, update):
    directory = directory / "demo"
    directory.mkdir()
    report = demo_report(directory)
    markup_is_valid(report)
    policy_holds(report)
    IMAGES.mkdir(exist_ok=True)
    views = [("light", 1280, 1480), ("dark", 1280, 1180), ("narrow", 360, 1180)]
    for name, width, height in views:
        scheme = "dark" if name == "dark" else "light"
        with tab(browser, report, width=width, height=height, scheme=scheme) as opened:
            axe_finds_nothing(opened, f"the demo's report, {name}")
            if name == "dark":
                opened.page.locator("button.open", has_text="fraud-detector").click()
                opened.page.evaluate("document.querySelector('.opened .evidence').scrollIntoView({block: 'center'})")
            image = picture(opened)
            if name == "narrow":
                opened.page.evaluate("document.getElementById('live').scrollIntoView()")
                image = beside(image, picture(opened))
        file = IMAGES / f"audit-{name}.png"
        if update:
            image.save(file, optimize=True)
            print(f"wrote {file.relative_to(ROOT)}, {file.stat().st_size} bytes")
            expect(file.stat().st_size < 300_000, f"{file} is large")
        else:
            same_picture(image, file)


def picture(opened):
    return Image.open(io.BytesIO(opened.page.screenshot())).convert("RGB")


def beside(first, second, gap=24):
    both = Image.new("RGB", (first.width + gap + second.width, first.height), "#808080")
    both.paste(first, (0, 0))
    both.paste(second, (first.width + gap, 0))
    return both


def same_picture(image, file):
    kept = Image.open(file).convert("RGB")
    expect(image.size == kept.size, f"{file.name} was {kept.size}, and is {image.size}")
    difference = ImageChops.difference(image, kept).convert("L").point(lambda value: 255 if value > 48 else 0)
    share = difference.histogram()[255] / (image.width * image.height)
    if share > 0.01:
        other = pathlib.Path(tempfile.gettempdir()) / file.name
        image.save(other)
        raise AssertionError(f"{share:.1%} of {file.name} looks otherwise now: compare it with {other}")


def other_pictures_are_noticed():
    light = Image.open(IMAGES / "audit-light.png").convert("RGB")
    moved = ImageChops.offset(light, 0, 3)
    try:
        same_picture(moved, IMAGES / "audit-light.png")
    except AssertionError:
        return
    raise AssertionError("a page that moved looks the same to the comparison")


# What the binary writes


def audit(*arguments, cwd):
    done = subprocess.run(
        [PEDIGREE, "audit", *arguments, "--format", "html", "--as-of", "2026-11-22T00:00:00Z"],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=600,
        check=False,
    )
    expect(done.returncode in (0, 1), done.stderr)
    return done.stdout


def real(browser, directory):
    """The same pages out of the binary: manifests of the examples, with the policies that ship."""
    page = audit("examples/demo", "examples/policies", "--policy", "policies", cwd=ROOT)
    expect(page == audit("examples/demo", "examples/policies", "--policy", "policies", cwd=ROOT), "the same bytes again")
    file = directory / "real.html"
    file.write_text(page)
    markup_is_valid(file)
    policy_holds(file)
    checked = subprocess.run(
        [PEDIGREE, "check", "--format", "json", "--policy", "policies", "examples/demo", "examples/policies"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    ).stdout
    denied = sorted(o["name"] for o in json.loads(checked)["objects"] if o["verdict"] == "denied")
    with tab(browser, file) as opened:
        opened.page.select_option("#f-standing", "denied")
        expect(sorted(opened.listed()) == denied, f"check refuses {denied}, the page lists {opened.listed()}")
        opened.page.click("#expand")
        axe_finds_nothing(opened, "real")


def hostile_manifests(browser, directory):
    """The way of a stranger's text through the whole program."""
    bad = "<img src=x onerror=alert(1)>\"'><script>alert(2)</script>\u202e\x1b[2J"
    manifest = {
        "apiVersion": "serving.kserve.io/v1beta1",
        "kind": "InferenceService",
        "metadata": {"name": bad, "namespace": bad, "annotations": {"pedigree.dev/dataset": bad}},
        "spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}, "storageUri": f"s3://b/{bad}"}}},
    }
    (directory / "hostile.json").write_text(json.dumps(manifest))
    file = directory / "hostile.html"
    file.write_text(audit("hostile.json", "--policy", str(ROOT / "policies/baseline.yaml"), cwd=directory))
    markup_is_valid(file)
    policy_holds(file)
    with tab(browser, file) as opened:
        opened.page.click("#expand")
        text = opened.page.locator("main").inner_text()
        expect("<script>alert(2)</script>\\u{202E}\\u{1B}[2J" in text, "it is shown as it is")
        expect(opened.page.locator("img").count() == 0 and opened.page.locator("script").count() == 1, "and no more")


def large(browser, directory):
    """Thousands of workloads: all are in the file, a browser opens it, and a search answers while one types."""
    service = {
        "apiVersion": "serving.kserve.io/v1beta1",
        "kind": "InferenceService",
        "spec": {"predictor": {"model": {"modelFormat": {"name": "sklearn"}, "storageUri": ""}}},
    }
    manifests = directory / "many"
    manifests.mkdir()
    for number in range(MANY):
        service["metadata"] = {"name": f"model-{number}", "namespace": f"team-{number % 40}"}
        uri = f"s3://models/m{number}/v{number % 7}/" if number % 3 else f"models:/m{number}/Production"
        service["spec"]["predictor"]["model"]["storageUri"] = uri
        (manifests / f"{number}.json").write_text(json.dumps(service))
    file = directory / "large.html"
    file.write_text(audit("many", "--policy", str(ROOT / "policies/baseline.yaml"), cwd=directory))
    began = time.monotonic()
    with tab(browser, file) as opened:
        opened_after = time.monotonic() - began
        expect(opened.found() == f"{MANY:,} workloads", opened.found())
        expect(len(opened.listed()) == 200, "the first are laid out")
        times = opened.page.evaluate("""async () => {
            const found = document.getElementById('found'), field = document.getElementById('q'), times = [];
            for (const text of ['model-4', 'model-49', 'model-499', '']) {
                const began = performance.now();
                field.value = text;
                field.dispatchEvent(new Event('input'));
                await new Promise(done => new MutationObserver((_, me) => { me.disconnect(); done(); })
                    .observe(found, { childList: true }));
                await new Promise(requestAnimationFrame);
                times.push(Math.round(performance.now() - began));
            }
            return times;
        }""")
        opened.page.fill("#q", "model-4999")
        opened.wait_for_found("1 of")
        expect(opened.listed() == ["model-4999"], f"{opened.listed()}")
        opened.page.keyboard.press("Escape")
        opened.page.click("#more")
        expect(len(opened.listed()) == 400, "more on demand")
        print(f"{MANY} workloads: {file.stat().st_size >> 20} MiB, opened in {opened_after:.1f} s, searches in {times} ms")


def main():
    update = "--update" in sys.argv
    if not CHROMIUM:
        print("there is no Chromium: scripts/install-dependencies.sh test")
        sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)
    broken_markup_is_noticed()
    for name in ("audit.html", "audit-hostile.html", "audit-empty.html"):
        markup_is_valid(PAGES / name)
        policy_holds(PAGES / name)
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    arguments += ["--font-render-hinting=none", "--disable-lcd-text"]
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        directory = pathlib.Path(name)
        environment = {**os.environ, "FONTCONFIG_FILE": fonts(directory), "HOME": str(directory)}
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments, env=environment)
        screenshots(browser, directory, update)
        if update:
            return
        other_pictures_are_noticed()
        axe_notices(browser, directory)
        steps = [is_accessible, keyboard, links_and_filters, without_script, narrow, hostile]
        steps += [functools.partial(step, directory=directory) for step in (printed, real, hostile_manifests, large)]
        for step in steps:
            step(browser)
        browser.close()


if __name__ == "__main__":
    main()
