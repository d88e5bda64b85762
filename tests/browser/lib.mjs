// lib.mjs: what the walks share: results as TAP, the browser, screenshots. The packages live in
// build/browser/ (run.sh puts them there), so that the tree holds only what we wrote.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(join(root, 'build/browser/package.json'));
const { chromium } = require('playwright-core');
export const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
export const vnuJar = join(dirname(require.resolve('vnu-jar/package.json')), 'build/dist/vnu.jar');

let passed = 0;
let failed = 0;

// One result. `faults` is a list of lines, or a single one; none of them: it passed.
export function check(what, faults = []) {
    const lines = [faults].flat().filter(Boolean);
    if (lines.length === 0) {
        passed++;
        console.log(`ok ${passed + failed} - ${what}`);
        return true;
    }
    failed++;
    console.log(`not ok ${passed + failed} - ${what}`);
    for (const line of lines.slice(0, 8)) console.log(`#   ${String(line).replaceAll('\n', '\n#   ')}`);
    if (lines.length > 8) console.log(`#   and ${lines.length - 8} more`);
    return false;
}

export function finish() {
    console.log(`${passed} passed, ${failed} failed`);
    return failed === 0 ? 0 : 1;
}

export function openBrowser() {
    return chromium.launch({
        executablePath: '/usr/bin/chromium',
        args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
            '--disable-background-networking', '--disable-component-update', '--disable-sync',
            '--disable-dev-shm-usage', '--force-color-profile=srgb'],
    });
}

export const sizes = { narrow: { width: 360, height: 740 }, wide: { width: 1440, height: 900 } };

// Judges the page as it stands; returns one line per violation.
export async function axeFaults(page) {
    const injected = await page.evaluate(() => typeof globalThis.axe === 'object');
    if (!injected) await page.evaluate(axeSource);
    const violations = await page.evaluate(async () => {
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        const result = await globalThis.axe.run(document, {
            runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] });
        return result.violations.map((v) => ({
            id: v.id, help: v.help, nodes: v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')}: ${n.failureSummary ?? ''}`) }));
    });
    return violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.join(' | ').replaceAll(/\s+/g, ' ').slice(0, 500)}`);
}

// What makes a page wider than its window, if anything does.
export async function overflowFaults(page) {
    return page.evaluate(() => {
        const wide = document.documentElement.scrollWidth;
        const room = document.documentElement.clientWidth;
        if (wide <= room) return [];
        const culprits = [...document.body.querySelectorAll('*')]
            .filter((e) => e.getBoundingClientRect().right > room + 1)
            .slice(-3)
            .map((e) => `${e.tagName.toLowerCase()}.${e.className} reaches ${Math.round(e.getBoundingClientRect().right)}`);
        return [`the page is ${wide} px wide in a window of ${room}`, ...culprits];
    });
}

// A picture for the README: few colours, so that it stays small.
export async function screenshot(page, name, options = {}) {
    const folder = join(root, 'docs/screenshots');
    const raw = join(root, 'build/browser', `${name}.png`);
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: raw, animations: 'disabled', caret: 'hide', ...options });
    execFileSync('vips', ['pngsave', raw, join(folder, `${name}.png`), '--palette', '--Q', '70',
        '--bitdepth', '8', '--compression', '9', '--strip'], { stdio: 'pipe' });
}

// The pictures that the manuals of a language show: what stands in ![words](name), by the name.
export const manualLanguages = ['en', 'fr'];
export const manualPicture = (name, lang) => join(root, 'src/publish/site/manual', `${name}.${lang}.webp`);
export function manualPictures(lang) {
    const folder = join(root, 'src/desk/demo/data/help');
    const texts = readdirSync(folder).filter((file) => file.endsWith(`.${lang}.md`)).map((file) => readFileSync(join(folder, file), 'utf8'));
    return texts.flatMap((text) => [...text.matchAll(/!\[[^\]]*\]\(([^)]*)\)/g)].map((found) => found[1]));
}

// A picture for a manual, as wide as its column: a part of the page that stands there, in sixteen colours
// (a third fewer bytes than with 256, and letters as sharp).
export async function manualKeep(page, name, lang, clip) {
    const raw = join(root, 'build/browser', `${name}.${lang}.png`);
    const few = join(root, 'build/browser', `${name}.${lang}.few.png`);
    mkdirSync(dirname(manualPicture(name, lang)), { recursive: true });
    await page.screenshot({ path: raw, animations: 'disabled', caret: 'hide', fullPage: true, clip });
    execFileSync('vips', ['pngsave', raw, few, '--palette', '--bitdepth', '4', '--Q', '90', '--dither', '0', '--strip'], { stdio: 'pipe' });
    execFileSync('vips', ['webpsave', few, manualPicture(name, lang), '--lossless', '--effort', '6', '--strip'], { stdio: 'pipe' });
}
