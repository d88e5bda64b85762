// road.mjs: walks the road of those who work, as they would, and leaves the pictures for the manual.
// Called by walk.mjs with a served demonstration.
import { axeFaults, check, overflowFaults, screenshot, sizes } from './lib.mjs';

// What one person does in a browser of their own.
export class Walker {
    constructor(page, base, size) {
        this.page = page;
        this.base = base;
        this.size = size;
    }

    async open(path) {
        const reply = await this.page.goto(this.base + path, { waitUntil: 'load' });
        return reply.status();
    }

    // By the buttons that a demonstration shows on its sign-in page.
    async signIn(role) {
        await this.open('/sign-in');
        await Promise.all([this.page.waitForURL(/\/desk/), this.page.locator(`button[name="role"][value="${role}"]`).click()]);
    }

    // Fills a form's fields by name: text, choice, tick, file ({ file: path }).
    async fill(values) {
        for (const [name, value] of Object.entries(values)) {
            const field = this.page.locator(`[name="${name}"]`).first();
            const kind = await field.evaluate((e) => (e.tagName === 'SELECT' ? 'select' : e.type));
            if (value?.file) await field.setInputFiles(value.file);
            else if (kind === 'select') await field.selectOption(value);
            else if (kind === 'radio') await this.page.locator(`[name="${name}"][value="${value}"]`).check();
            else if (kind === 'checkbox') await field.setChecked(Boolean(value));
            else await field.fill(String(value));
        }
    }

    // Presses a button or follows a link by its words, and waits for the page behind it.
    async press(words) {
        const target = this.page.getByRole('button', { name: words }).or(this.page.getByRole('link', { name: words })).first();
        await Promise.all([this.page.waitForEvent('framenavigated'), target.click()]);
        await this.page.waitForLoadState('load');
    }

    // Judges the page that stands there, and keeps its picture.
    async look(name, { picture = true } = {}) {
        const faults = [...await overflowFaults(this.page), ...await axeFaults(this.page)];
        const missing = await this.page.locator('main h1').count() === 1 ? [] : ['no h1'];
        check(`${name} at ${this.page.viewportSize().width} px`, [...missing, ...faults]);
        if (picture) await screenshot(this.page, `${name}-${this.size}`);
    }
}

// Each step: its name, and what one does. A step that fails does not keep the next from being tried.
const steps = [
    ['home', async (w) => {
        await w.open('/');
        await w.look('home');
    }],
    ['sign-in', async (w) => {
        await w.open('/sign-in');
        await w.look('sign-in');
    }],
];

export async function walkRoad(browser, base) {
    for (const size of Object.keys(sizes)) {
        const context = await browser.newContext({ viewport: sizes[size], reducedMotion: 'reduce', locale: 'en-GB' });
        const page = await context.newPage();
        page.setDefaultTimeout(10000);
        const errors = [];
        page.on('pageerror', (error) => errors.push(error.message));
        page.on('console', (line) => { if (line.type() === 'error') errors.push(line.text()); });
        const walker = new Walker(page, base, size);
        for (const [name, walk] of steps) {
            try {
                await walk(walker);
                check(`the step "${name}" goes through (${size})`);
            } catch (error) {
                check(`the step "${name}" goes through (${size})`, `${error.message.split('\n')[0]} at ${page.url()}`);
            }
        }
        check(`no error in the browser's console (${size})`, errors);
        await context.close();
    }
}
