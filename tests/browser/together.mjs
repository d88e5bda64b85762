// together.mjs: two people type into one section of a proposal at once, save now and then, lose the
// connection and close windows; both with script. Every word that either typed is in the latest version at
// the end, unless somebody was shown both texts and took the other. Called by walk.mjs for a few seconds;
// TOGETHER=60 tests/browser/run.sh together     does it for a minute.
import { check } from './lib.mjs';

const fields = ['existing', 'sustainability', 'knowledge', 'governance', 'outreach'];

function dice(seed) {
    let state = seed;
    return (n) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 2 ** 32) * n);
    };
}

const wordsOf = (text) => new Set(text.match(/\b[ab]\d+\b/g) ?? []);

class Writer {
    constructor(context, base, letter, seed, shared) {
        Object.assign(this, { context, base, letter, shared, random: dice(seed), count: 0, typed: [] });
    }

    async signIn(role) {
        this.page = await this.context.newPage();
        await this.page.goto(`${this.base}/sign-in`);
        await Promise.all([this.page.waitForURL(/\/desk/), this.page.locator(`button[name="role"][value="${role}"]`).click()]);
    }

    async open(address = this.address) {
        await this.page.goto(this.base + address, { waitUntil: 'load' });
    }

    async type(field = fields[this.random(fields.length)]) {
        const word = `${this.letter}${++this.count}`;
        await this.page.locator(`[name="f.${field}"]`).press('Control+End');
        await this.page.keyboard.type(` ${word}`);
        this.typed.push(word);
    }

    // Presses the button; answers until nothing is asked any more. False if there was no connection.
    async save() {
        for (let tries = 0; tries < 20; tries++) {
            const reply = this.page.waitForResponse((r) => r.request().method() === 'POST' && !r.url().endsWith('/draft'), { timeout: 15000 }).catch(() => null);
            const failed = this.page.waitForEvent('requestfailed', { predicate: (r) => r.isNavigationRequest(), timeout: 15000 }).then(() => null).catch(() => null);
            await this.page.locator('main button[name="act"][value="save"]:not(.hidden)').first().click();
            const answer = await Promise.race([reply, failed]);
            if (!answer) return false;
            await this.page.waitForLoadState('load');
            if (answer.status() !== 409) return true;
            await this.answer();
        }
        throw new Error('the same is asked again and again');
    }

    async answer() {
        const { faults } = this.shared;
        this.shared.conflicts++;
        for (const question of await this.page.locator('fieldset:has(input[name="ask"])').all()) {
            const field = await question.locator('input[name="ask"]').getAttribute('value');
            const sides = await question.locator('.sides > div').allInnerTexts();
            const mine = await this.page.locator(`[name="f.${field}"]`).inputValue();
            const [theirWords, myWords] = sides.map(wordsOf);
            for (const word of wordsOf(mine))
                if (!myWords.has(word)) faults.push(`${this.letter}: ${word} of ${field} is not shown as mine`);
            if (sides.length !== 2 || sides.some((side) => !side.trim())) faults.push(`${this.letter}: ${field} is not shown with both sides`);
            const take = ['both', 'both', 'both', 'mine', 'theirs'][this.random(5)];
            await question.locator(`input[type="radio"][value="${take}"]`).check();
            const lost = take === 'theirs' ? [...myWords].filter((w) => !theirWords.has(w))
                : take === 'mine' ? [...theirWords].filter((w) => !myWords.has(w)) : [];
            for (const word of lost) this.shared.given.add(word);
        }
    }

    // Without a connection for a while: types on, sometimes tries to save.
    async drop() {
        this.shared.drops++;
        await this.context.setOffline(true);
        await this.type();
        await this.type();
        await this.page.waitForTimeout(1500 + this.random(1000));
        const tried = this.random(2) === 0;
        const saved = tried ? await this.save().catch(() => false) : true;
        await this.context.setOffline(false);
        if (!saved) await this.again();
    }

    // Closes the window as it stands, opens another, and takes up what is in no version yet.
    async again() {
        this.shared.closed++;
        await this.page.close();
        this.page = await this.context.newPage();
        for (let rounds = 0; rounds < 10; rounds++) {
            await this.open();
            await this.page.waitForTimeout(500);
            await this.open();
            const draft = this.page.locator('main a[href*="?draft="]').first();
            if (await draft.count() === 0) return;
            await this.open(await draft.getAttribute('href'));
            await this.save();
        }
        this.shared.faults.push(`${this.letter}: drafts that were saved are still shown`);
    }

    async write(seconds) {
        for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
            const act = this.random(20);
            if (act < 14) await this.type();
            else if (act < 17) await this.save();
            else if (act < 18) await this.again();
            else if (act < 19) await this.drop();
            else await this.page.waitForTimeout(1500);
        }
        await this.save();
        await this.again();
    }
}

async function keepsWhatIsTyped(writer) {
    await writer.type('existing');
    await writer.page.locator('#kept').filter({ hasText: /kept/i }).waitFor({ timeout: 5000 });
    await writer.context.setOffline(true);
    await writer.type('existing');
    await writer.page.locator('#kept').filter({ hasText: /not sent yet/i }).waitFor({ timeout: 5000 });
    await writer.context.setOffline(false);
    await writer.page.locator('#kept').filter({ hasText: /^kept/i }).waitFor({ timeout: 15000 });
}

export async function walkTogether(browser, base, seconds) {
    const shared = { faults: [], given: new Set(), conflicts: 0, drops: 0, closed: 0 };
    const a = new Writer(await browser.newContext(), base, 'a', 7, shared);
    const b = new Writer(await browser.newContext(), base, 'b', 11, shared);
    try {
        await a.signIn('lead');
        await b.signIn('applicant');
        await a.open('/desk/proposals?state=note_draft');
        const record = await a.page.locator('main table a[href^="/desk/proposals/"]').first().getAttribute('href');
        a.address = b.address = `${record}/form/fit`;
        await a.open();
        await b.open();
        await keepsWhatIsTyped(a);
        check('what is typed is kept while one types, also after the line was broken');
        await b.type('existing');
        await a.save();
        await b.save();
        check('two who changed the same field: the second is asked', shared.conflicts ? [] : 'nothing was asked');
        await Promise.all([a.write(seconds), b.write(seconds)]);
        const versions = await (await a.context.request.get(`${base}${record}/versions.json`)).json();
        const saved = await (await a.context.request.get(`${base}${record}/versions/${versions.items[0].name}/document`)).json();
        const there = wordsOf(fields.map((field) => saved.document[field] ?? '').join('\n'));
        const missing = [...a.typed, ...b.typed].filter((word) => !there.has(word) && !shared.given.has(word));
        console.log(`# ${a.typed.length + b.typed.length} words, ${versions.items.length} versions, ${shared.conflicts} conflicts, ${shared.given.size} words given up by an answer, ${shared.drops} broken lines, ${shared.closed} windows closed`);
        check('no word that was typed is lost', missing.map((word) => `${word} is in no version and was not given up`));
        check('each conflict is shown with both sides', shared.faults);
        check('lines were broken, windows closed and conflicts met', [!shared.drops && 'no line', !shared.closed && 'no window', !shared.conflicts && 'no conflict']);
    } catch (error) {
        check('two people write together', error.stack);
    }
    await a.context.close();
    await b.context.close();
}
