// walk.mjs: every public page as a reader's browser gets it: its weight, its HTML (by vnu), its
// accessibility (by axe), what it asks for, how it stands in a narrow window, without style, and
// under the keyboard. Then road.mjs walks the road of those who work, community.mjs that of another edition
// in a fund of its own, and together.mjs has two people write at once. Called by run.sh:
// node walk.mjs http://127.0.0.1:PORT PROGRAM [public] [road] [kept] [community] [together]
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { walkCommunity } from './community.mjs';
import { crawl, get, shapeOf } from './crawl.mjs';
import { axeFaults, check, finish, openBrowser, overflowFaults, root, sizes, vnuJar } from './lib.mjs';
import { walkKept } from './kept.mjs';
import { walkRoad } from './road.mjs';
import { walkTogether } from './together.mjs';

const MOST_PAGES = 300;
const MOST_OF_A_KIND = 3; // opened in the browser; all are judged by weight and HTML
const FLIGHT_BYTES = 14000;
const MOST_TABS = 60;
const base = process.argv[2];
const program = resolve(process.argv[3]);
const parts = process.argv.slice(4);
const wanted = (part) => parts.length === 0 || parts.includes(part);
const pathOf = (url) => url.slice(base.length) || '/';

// --- what came over the wire ------------------------------------------------------------------

async function checkWire(page) {
    const faults = [];
    if (page.status !== 200) faults.push(`status ${page.status}, linked from ${pathOf(page.from)}`);
    if (page.headers['set-cookie']) faults.push('it sets a cookie');
    if (page.bytes > FLIGHT_BYTES) faults.push(`${page.bytes} bytes came, more than ${FLIGHT_BYTES}`);
    if (page.status === 200) {
        const etag = page.headers.etag;
        const again = etag ? await get(page.url, { 'if-none-match': etag }) : null;
        const cached = !/no-store/.test(page.headers['cache-control'] ?? '');
        if (cached && !etag) faults.push('there is no ETag');
        if (again && again.status !== 304) faults.push(`asked again with its ETag: ${again.status}`);
    }
    check(`${pathOf(page.url)} arrives in one flight (${page.bytes} bytes)`, faults);
}

// Properties that browsers have and that the judge's tables do not know yet; without them a page is
// as it was.
const newerThanJudge = /CSS: “(field-sizing|text-wrap|text-wrap-style|interpolate-size)”: Property/;

// vnu in one go; pages that are alike in everything but their words would cost as much again.
function checkHtml(pages) {
    const folder = join(root, 'build/browser/pages');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const files = pages.map((page, i) => {
        const file = join(folder, `${i}.html`);
        writeFileSync(file, page.html);
        return file;
    });
    const said = execFileSync('java', ['-Xss4m', '-jar', vnuJar, '--format', 'json', '--stdout', '--exit-zero-always', ...files],
        { maxBuffer: 1 << 28 });
    const byFile = new Map();
    for (const m of JSON.parse(said).messages) {
        if (m.type !== 'error' || newerThanJudge.test(m.message)) continue;
        const file = m.url?.replace(/^file:/, '').replace(/^\/+/, '/') ?? '';
        byFile.set(file, [...(byFile.get(file) ?? []), `line ${m.lastLine ?? '?'}: ${m.message} ${m.extract ?? ''}`]);
    }
    pages.forEach((page, i) => check(`${pathOf(page.url)} is valid HTML`, byFile.get(files[i]) ?? []));
}

// --- in the browser ----------------------------------------------------------------------------

async function checkRequests(tab, entry, asked) {
    const faults = [];
    const foreign = asked.filter((r) => new URL(r.url()).origin !== base && !r.url().startsWith('data:'));
    const early = asked.filter((r) => !['document', 'image', 'media'].includes(r.resourceType()));
    const scripts = await tab.evaluate(() => document.querySelectorAll('script').length);
    for (const r of foreign) faults.push(`asks another host: ${r.url()}`);
    for (const r of early) faults.push(`needs more than one request: ${r.resourceType()} ${r.url()}`);
    if (scripts) faults.push(`${scripts} script elements`);
    check(`${pathOf(entry.url)} needs one request, no script, nobody else`, faults);
}

async function checkUnstyled(tab, entry) {
    const faults = await tab.evaluate(() => {
        const found = [];
        const before = (a, b) => a && b && (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING);
        const main = document.querySelector('main');
        const h1 = document.querySelector('main h1');
        const footer = document.querySelector('body > footer, footer');
        if (!main || !h1 || !h1.innerText.trim()) found.push('no h1 in main');
        if (footer && main && !before(main, footer)) found.push('the footer stands before the main part');
        for (const sheet of document.querySelectorAll('style, link[rel="stylesheet"]')) sheet.remove();
        const svg = [...document.querySelectorAll('svg')].filter((s) => !s.hasAttribute('width') && !s.closest('[hidden]'));
        if (svg.length) found.push(`${svg.length} drawings have no size of their own and fill the window`);
        const room = document.documentElement.clientWidth;
        const wide = [...document.querySelectorAll('img')].filter((i) => !i.hasAttribute('alt'));
        if (wide.length) found.push('a picture has no alt');
        if (h1 && h1.getBoundingClientRect().width > room + 1) found.push('the h1 is wider than the window');
        return found;
    });
    check(`${pathOf(entry.url)} can be read without style`, faults);
}

// Tab goes to the skip link first, then through everything, and each place shows where one is.
async function checkKeyboard(tab, entry) {
    const faults = [];
    await tab.evaluate(() => { document.activeElement?.blur(); window.scrollTo(0, 0); });
    const expected = await tab.evaluate(() => [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]')]
        .filter((e) => !e.disabled && e.tabIndex >= 0 && (e.checkVisibility?.({ visibilityProperty: true }) ?? true)).length);
    let reached = 0;
    for (let i = 0; i < Math.min(expected, MOST_TABS); i++) {
        await tab.keyboard.press('Tab');
        const at = await tab.evaluate((first) => {
            const e = document.activeElement;
            if (!e || e === document.body) return null;
            const style = getComputedStyle(e);
            const box = e.getBoundingClientRect();
            const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
            const shadowed = style.boxShadow !== 'none';
            return { what: `${e.tagName.toLowerCase()} "${(e.innerText || e.value || e.getAttribute('aria-label') || '').trim().slice(0, 30)}"`,
                ring: outlined || shadowed, skip: e.getAttribute('href')?.startsWith('#') ?? false,
                seen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight && box.right > 0, first };
        }, i === 0);
        if (!at) break;
        reached++;
        if (at.first && !at.skip) faults.push(`Tab reaches ${at.what} first, not a link to the main part`);
        if (!at.ring) faults.push(`${at.what} shows no focus ring`);
        if (!at.seen) faults.push(`${at.what} has the focus but cannot be seen`);
    }
    if (reached === 0) faults.push('Tab reaches nothing');
    check(`${pathOf(entry.url)} works by keyboard (${reached} places)`, faults);
}

const looks = [
    ['narrow', 'light'], ['wide', 'light'], ['narrow', 'dark'], ['wide', 'dark'],
];

// One page of each kind is judged in every look; a few others of it, and the French ones, in one look in turn.
async function checkInBrowser(context, entry, index, isSample) {
    const tab = await context.newPage();
    const asked = [];
    tab.on('request', (r) => asked.push(r));
    try {
        await tab.setViewportSize(sizes.narrow);
        await tab.goto(entry.url, { waitUntil: 'load' });
        await checkRequests(tab, entry, asked);
        check(`${pathOf(entry.url)} fits a narrow window`, await overflowFaults(tab));
        if (isSample) await checkKeyboard(tab, entry);
        for (const [i, [size, scheme]] of looks.entries()) {
            if (!isSample && i !== index % looks.length) continue;
            await tab.setViewportSize(sizes[size]);
            await tab.emulateMedia({ colorScheme: scheme });
            check(`${pathOf(entry.url)} is accessible: ${size}, ${scheme}`, await axeFaults(tab));
        }
        await tab.setViewportSize(sizes.narrow);
        await checkUnstyled(tab, entry);
    } catch (error) {
        check(`${pathOf(entry.url)} opens in a browser`, error.message);
    } finally {
        await tab.close();
    }
}

async function walkPublic(browser) {
    const { pages, others } = await crawl(base, MOST_PAGES);
    check(`pages are found from the home page on (${pages.length})`, pages.length < 2 ? 'fewer than two' : []);
    for (const page of pages) await checkWire(page);
    for (const other of others) check(`${pathOf(other.url)} answers`, other.status === 200 ? [] : `status ${other.status}, linked from ${pathOf(other.from)}`);
    checkHtml(pages);
    const context = await browser.newContext({ reducedMotion: 'reduce' });
    const kinds = new Map(); // how many of each were taken
    const work = [];
    for (const [index, entry] of pages.entries()) {
        const kind = shapeOf(entry.url);
        const taken = kinds.get(kind) ?? 0;
        kinds.set(kind, taken + 1);
        const english = kind.startsWith('en ');
        if (taken < (english ? MOST_OF_A_KIND : 1))
            work.push(() => checkInBrowser(context, entry, index, english && taken === 0));
    }
    const hand = async () => { while (work.length) await work.shift()(); };
    await Promise.all([hand(), hand()]);
    check('no page left a cookie', (await context.cookies()).map((c) => c.name));
    await context.close();
}

const browser = await openBrowser();
try {
    if (wanted('public')) await walkPublic(browser);
    if (wanted('road')) await walkRoad(browser, base);
    if (wanted('kept')) await walkKept(browser, base);
    if (wanted('community')) await walkCommunity(browser, program);
    if (wanted('together')) await walkTogether(browser, base, Number(process.env.TOGETHER ?? 12));
} catch (error) {
    check('the walk ends by itself', error.stack);
} finally {
    await browser.close();
}
process.exit(finish());
