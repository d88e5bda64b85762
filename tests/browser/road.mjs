// road.mjs: walks the whole road of a fund in a browser with script, as those who work on it would, from
// an open call to a published programme and a newsletter that reaches its reader: once in a wide
// window, once on a telephone; then the key pages in the narrow one. Called by walk.mjs with a served
// demonstration. With SCREENSHOTS=1 in the environment it leaves the pictures of the README in
// docs/screenshots/ and those of the manuals in src/publish/site/manual/; without, it looks whether what
// they show is still there.
import { axeFaults, check, manualKeep, manualLanguages, manualPictures, overflowFaults, screenshot, sizes } from './lib.mjs';

const pictures = process.env.SCREENSHOTS === '1';

// What people do in a browser; one window, everybody signs in and out of it.
export class Walker {
    constructor(page, base) {
        this.page = page;
        this.base = base;
    }

    async open(path) {
        const reply = await this.page.goto(this.base + path, { waitUntil: 'load' });
        if (reply.status() !== 200) throw new Error(`${path} is answered with ${reply.status()}`);
    }

    // By the buttons that a demonstration shows on its sign-in page: one for each role, with which the
    // second person of a role comes in as well.
    async signIn(role, person = role, prefix = '') {
        this.who = [role, person];
        await this.page.context().clearCookies();
        await this.open(`${prefix}/sign-in`);
        const button = this.page.locator(`button[name="role"][value="${role}"]`);
        const handle = await button.elementHandle();
        await handle.evaluate((e, value) => { e.value = value; }, person);
        await Promise.all([this.page.waitForURL(/\/desk/), handle.click()]);
    }

    // Fills fields by name: text, choice, one or several ticks. What stands in folded parts is unfolded.
    async fill(values) {
        await this.page.evaluate(() => document.querySelectorAll('main form details, main details:has(form)').forEach((e) => { e.open = true; }));
        for (const [name, value] of Object.entries(values)) {
            const field = this.page.locator(`main [name="${name}"]`).first();
            const kind = await field.evaluate((e) => (e.tagName === 'SELECT' ? 'select' : e.type));
            if (kind === 'select') await field.selectOption(value);
            else if (kind === 'radio') await this.page.locator(`main [name="${name}"][value="${value}"]`).check();
            else if (kind === 'checkbox') for (const one of [value].flat()) await this.page.locator(`main [name="${name}"][value="${one}"]`).check();
            else if (kind !== 'hidden') await field.fill(String(value));
        }
    }

    // Fills the lines of a table: { name: 'partners', lines: [{ name: … }, …] }.
    fillLines(table, lines) {
        return this.fill(Object.fromEntries(lines.flatMap((line, i) =>
            Object.entries(line).map(([column, value]) => [`f.${table}.${i}.${column}`, value]))));
    }

    // Presses a button or follows a link of the main part by its words, and waits for the page behind it.
    async press(words, { exact = true } = {}) {
        const main = this.page.locator('main');
        const named = main.getByRole('button', { name: words, exact }).or(main.getByRole('link', { name: words, exact }));
        const target = named.and(main.locator(':not(.hidden)')).first();
        await Promise.all([this.page.waitForEvent('framenavigated'), target.click()]);
        await this.page.waitForLoadState('load');
    }

    // Opens the mail of the demonstration when a letter with these words has been sent.
    async letter(words) {
        for (let tries = 0; ; tries++) {
            await this.open('/demo/mail');
            if ((await this.page.locator('main').innerText()).includes(words)) return;
            if (tries === 30) throw new Error(`no letter “${words}” came in 15 seconds`);
            await this.page.waitForTimeout(500);
        }
    }

    async sees(words) {
        const text = await this.page.locator('main').innerText();
        if (!text.includes(words)) throw new Error(`does not say “${words}”: ${text.slice(0, 300).replaceAll('\n', ' ')}`);
    }

    // The part of the present address that a pattern catches.
    at(pattern) {
        const found = new URL(this.page.url()).pathname.match(pattern);
        if (!found) throw new Error(`is at ${this.page.url()}, not at ${pattern}`);
        return found[1];
    }

    // Judges the page that stands there.
    async look(name) {
        const faults = [...await overflowFaults(this.page), ...await axeFaults(this.page)];
        const missing = await this.page.locator('main h1').count() === 1 ? [] : ['not exactly one h1'];
        check(`${name} at ${this.page.viewportSize().width} px`, [...missing, ...faults]);
    }

    // A picture for a manual: what the page that stands here shows from one element to another, taken
    // in a window as wide as a manual's column, by the same person, in each language of the manuals.
    // `to` is left out of it; without it, the picture ends `height` pixels below or with the main part.
    async manual(name, from = 'main h1', { to = null, height = 440 } = {}) {
        if (!this.kept) return;
        for (const selector of [from, to].filter(Boolean))
            if (!await this.page.locator(selector).first().isVisible()) throw new Error(`${selector} is not there for the picture ${name}`);
        this.kept.add(name);
        if (!pictures) return;
        const context = await this.page.context().browser().newContext({ viewport: { width: 680, height: 900 }, reducedMotion: 'reduce' });
        const side = new Walker(await context.newPage(), this.base);
        const { pathname, search } = new URL(this.page.url());
        const desk = pathname.startsWith('/desk');
        for (const lang of manualLanguages) {
            const prefix = lang === 'en' ? '' : `/${lang}`;
            if (desk) await side.signIn(...this.who, prefix);
            await side.open((desk ? '' : prefix) + pathname + search);
            const clip = await side.page.evaluate(([first, last, most]) => {
                const main = document.querySelector('main').getBoundingClientRect();
                const top = Math.max(0, document.querySelector(first).getBoundingClientRect().top - 6);
                const end = last ? document.querySelector(last).getBoundingClientRect().top : main.bottom;
                return { x: main.left - 8, y: top + scrollY, width: main.width + 16, height: Math.min(end - top, most) };
            }, [from, to, height]);
            await manualKeep(side.page, name, lang, clip);
        }
        await context.close();
    }

    // Keeps a picture of what a first window shows.
    async keep(name) {
        if (this.pictures) await screenshot(this.page, name);
    }
}

export const day = (days, time = '') => new Date(Date.now() + days * 86400e3).toISOString().slice(0, 10) + time;
// What a walk calls its records; pictures show the names of the wide one.
const names = {
    wide: { call: 'Rivers that two sides share', title: 'Two banks, one river', french: 'Deux rives, une rivière', issue: 'News from two banks' },
    narrow: { call: 'Lakes that two sides share', title: 'Two shores, one lake', french: 'Deux bords, un lac', issue: 'News from two shores' },
};
// Those of this walk, and the codes of what it made.
let callTitle, title, frenchTitle, issueTitle, reader, known;

const matrix = [
    { threat: 'Wells that fall dry', affected: 'Herding families, about 4,000 people', cause: 'Fewer rains', protection: 'Twenty wells repaired', empowerment: '', organization: 'example-a', output: 'Twenty wells' },
    { threat: 'Clashes over pastures', affected: 'Young men of both banks', cause: 'Old disputes', protection: 'Mediators', empowerment: 'A council of both banks', organization: 'example-c', output: 'A council' },
];

// The officer asks the two reviewers whom this walk plays.
async function reviewersAsk(w) {
    await w.signIn('officer');
    for (const name of ['Example reviewer', 'Example second reviewer']) {
        await w.open(`/desk/proposals/${known.proposal}/reviews`);
        const code = await w.page.evaluate((wanted) => [...document.querySelectorAll('main [name="person"]')]
            .find((e) => e.nextElementSibling.firstChild.textContent.trim() === wanted)?.value, name);
        if (!code) throw new Error(`${name} cannot be asked`);
        await w.fill({ person: code });
        await w.press('Ask this person');
        await w.sees(`${name} was asked.`);
    }
    await w.look('the reviews of a proposal');
}

// Chooses the same option wherever the sheet has it, else the first.
async function sheetFill(w, option) {
    await w.page.evaluate((wanted) => {
        const names = new Set([...document.querySelectorAll('main [name^="option-"]')].map((e) => e.name));
        for (const name of names) {
            const inputs = [...document.querySelectorAll(`main [name="${name}"]`)];
            (inputs.find((e) => e.value === wanted) ?? inputs[0]).checked = true;
        }
    }, option);
}

async function reviewSend(w, person, option, look) {
    await w.signIn('reviewer', person);
    await w.open('/desk/reviews');
    await w.press(title);
    await w.sees('Say first whether you can judge it freely.');
    if (look) await w.look('the declaration');
    if (look) await w.manual('reviewer-declare', 'main h1', { height: 560 });
    await w.fill({ conflict: 'none' });
    await w.press('Declare');
    await sheetFill(w, option);
    await w.press('Save as draft');
    await w.sees('Nobody sees it before you send it.');
    if (look) await w.look(look);
    if (look) await w.manual('reviewer-sheet', 'main form h2', { height: 560 });
    await w.press('Send the score');
    await w.sees('Your score was sent');
}

async function panelConclude(w, option) {
    await w.signIn('officer');
    await w.open(`/desk/proposals/${known.proposal}/reviews`);
    await w.press('Compare the scores and conclude');
    await sheetFill(w, option);
    await w.fill({ recommendation: 'support', reasons: 'Both read it alike.', feedback: 'Say how the committees are paid.' });
    await w.look('the conclusion');
    await w.press('Conclude the review');
    await w.sees('The review is concluded.');
}

// The lines of the matrix by what they are about: each dimension has one already.
async function matrixFill(w, emptyOne) {
    const lines = {};
    for (const [dimension, line] of [['environmental', 0], ['community', 1]]) {
        const number = await w.page.evaluate((wanted) => {
            const fields = [...document.querySelectorAll('main [name^="f.matrix."][name$=".dimension"]')];
            return fields.find((e) => e.value === wanted)?.name.split('.')[2];
        }, dimension);
        if (!number) throw new Error(`the matrix has no line for ${dimension}`);
        for (const [column, value] of Object.entries(matrix[line])) lines[`f.matrix.${number}.${column}`] = value;
        if (line === 0 && !emptyOne) lines[`f.matrix.${number}.empowerment`] = 'Committees of users who keep the wells';
    }
    await w.fill(lines);
}

// Each step: its name, and what one does. The road is one: a step that fails ends it.
const steps = [
    ['an officer writes a call', async (w) => {
        await w.open('/');
        await w.keep('home-1440');
        await w.signIn('officer');
        await w.look('the desk');
        await w.manual('officer-desk', 'main h1', { to: 'main h2' });
        await w.keep('desk-1440');
        await w.open('/desk/calls/new');
        await w.look('the form of a call');
        await w.fill({ title: callTitle, summary: 'Joint programmes for people along rivers.', body: '## Who may apply\n\nTwo organizations together.',
            zone: 'America/New_York', opens: day(-1, 'T09:00'), closes: day(40, 'T23:59'), edition: 'untfhs-9.1', envelope: '2,000,000' });
        await w.press('Keep as a draft');
        known.call = w.at(/^\/desk\/calls\/(\w+)$/);
        await w.sees('Draft');
    }],
    ['a manager publishes it, and everybody reads it', async (w) => {
        await w.signIn('manager');
        await w.open(`/desk/calls/${known.call}`);
        await w.press('Publish the call', { exact: false });
        await w.open(`/calls/${known.call}`);
        await w.sees(callTitle);
    }],
    ['an applicant begins a concept note', async (w) => {
        await w.signIn('applicant');
        await w.open(`/calls/${known.call}`);
        await w.press('Begin a proposal');
        await w.fill({ title, lead: 'example-a' });
        await w.press('Begin');
        known.proposal = w.at(/^\/desk\/proposals\/(\w+)\/form/);
        await w.look('the first section');
    }],
    ['the applicant writes, and a mistake is shown and kept', async (w) => {
        await w.fill({ 'f.title': title, 'f.window': 'I', 'f.summary': 'Families of both banks share water, fields and a market.', 'f.situations': ['conflict', 'poverty'], 'f.sdg': ['1', '16'] });
        await w.press('Save and go on');
        await w.fill({ 'f.lead': 'example-a', 'f.organizations': 'example-c' });
        await w.fillLines('partners', [{ name: 'Example users of the well', type: 'cbo', role: 'implementing_partner' }, { name: 'Example district office', type: 'government', role: 'implementing_partner' }]);
        await w.press('Save and go on');
        await w.fill({ 'f.countries': ['KE', 'UG'], 'f.places': 'Both banks of the example river', 'f.start': day(200), 'f.months': 'two years' });
        await w.press('Save');
        await w.sees('as a whole number');
        if (await w.page.locator('[name="f.months"]').inputValue() !== 'two years') throw new Error('what was typed is lost');
        await w.look('a section with a mistake');
    }],
    ['the applicant mends it and writes the other sections', async (w) => {
        await w.fill({ 'f.months': '24' });
        await w.press('Save and go on');
        await w.fill({ 'f.context': 'Dry seasons and old disputes feed one another.', 'f.vital_core': 'survival' });
        await matrixFill(w, true);
        await w.press('Save');
        await w.sees('empowerment');
        await w.look('the human-security matrix');
        await w.manual('applicant-finding', 'main h2');
        await w.keep('form-1440');
        await w.press('Save and go on');
        await w.fillLines('beneficiaries', [{ reach: 'direct', sex: 'female', age: 'adult', people: '4,000' }]);
        await w.press('Save and go on');
        await w.fill({ 'f.people_centred': 'People chose what comes first.', 'f.comprehensive': 'The threats are met together.', 'f.context_specific': 'The plan follows the seasons.',
            'f.prevention_oriented': 'Disputes are seen early.', 'f.protection_empowerment': 'Both are planned side by side.' });
        await w.press('Save and go on');
        await w.press('Save and go on'); /* the part of the partner */
        await w.fillLines('budget', [{ organization: 'example-a', item: 'Wells', direct: '200 000,00' }, { organization: 'example-c', item: 'Talks', direct: '100000' }]);
        await w.fill({ 'f.amount': '321000', 'f.outreach_cost': '5,000.00' });
        await w.press('Save and review');
        await w.sees('To mend before it can be sent');
        await w.look('the review');
    }],
    ['the lead organization invites a partner', async (w) => {
        await w.signIn('lead');
        await w.open(`/desk/proposals/${known.proposal}/partners`);
        await w.fill({ organization: 'example-b', words: 'You know the west bank, and who works there.' });
        await w.press('Invite');
        await w.sees('Waits for an answer');
    }],
    ['the partner finds the invitation on its desk and accepts', async (w) => {
        await w.signIn('lead', 'lead-b');
        await w.page.locator('main a[href*="/desk/partners/"]', { hasText: title }).first().click();
        await w.page.waitForURL(/\/desk\/partners\//);
        await w.sees('You know the west bank');
        await w.look('an invitation');
        await w.press('Accept: we take part');
        await w.sees(title);
    }],
    ['it gets a part with a day, writes it and delivers', async (w) => {
        await w.signIn('lead');
        await w.open(`/desk/proposals/${known.proposal}/partners`);
        await w.fill({ section: 'fit', taker: 'example-b', due: day(10) });
        await w.press('Give the part');
        await w.sees('0 of 1 parts delivered');
        await w.look('who has not delivered');
        await w.manual('applicant-partners', 'main #example-b', { to: 'main #example-b ~ h3' });
        await w.signIn('lead', 'lead-b');
        await w.open(`/desk/proposals/${known.proposal}/form/fit`);
        await w.fill({ 'f.existing': 'Nobody works on this here.', 'f.sustainability': 'Committees keep the works.', 'f.governance': 'A steering committee.', 'f.outreach': 'Radio in each quarter.' });
        await w.press('Save');
        await w.open(`/desk/proposals/${known.proposal}/partners`);
        await w.press('Delivered');
        await w.sees('1 of 1 parts delivered');
    }],
    ['the lead organization mends the rest and sends it', async (w) => {
        await w.signIn('lead');
        await w.open(`/desk/proposals/${known.proposal}/form/threats`);
        await matrixFill(w, false);
        await w.press('Save');
        await w.open(`/desk/proposals/${known.proposal}/review`);
        await w.press('Send the concept note');
        await w.sees('Concept note: received');
        known.receipt = (await w.page.locator('main a[href*="/receipts/"]').first().getAttribute('href')).split('/').pop();
    }],
    ['anybody verifies the receipt', async (w) => {
        await w.page.context().clearCookies();
        await w.open(`/receipts/${known.receipt}`);
        await w.sees(callTitle);
        await w.look('the receipt');
    }],
    ['the officer screens clause by clause and asks', async (w) => {
        await w.signIn('officer');
        await w.open(`/desk/proposals/${known.proposal}`);
        await w.press('Begin the screening');
        await w.open(`/desk/proposals/${known.proposal}/screening`);
        for (const name of await w.page.evaluate(() => [...new Set([...document.querySelectorAll('main [name^="verdict-"]')].map((e) => e.name))]))
            await w.page.locator(`main [name="${name}"][value="yes"]`).check();
        await w.press('Save the answers');
        await w.look('the screening');
        await w.manual('officer-screening', 'main #applicant-un');
        await w.open(`/desk/proposals/${known.proposal}/questions`);
        await w.fill({ body: 'Who else works on the east bank, and since when?', field: 'existing' });
        await w.press('Send the question');
    }],
    ['the applicant answers', async (w) => {
        await w.signIn('applicant');
        await w.open(`/desk/proposals/${known.proposal}/questions`);
        await w.page.locator('main textarea[name^="answer-"]').fill('Nobody since 2019.');
        await w.press('Send the answer');
        await w.sees('Nobody since 2019.');
        await w.look('questions and answers');
    }],
    ['the officer sends it to review and asks two reviewers', async (w) => {
        await w.signIn('officer');
        await w.open(`/desk/proposals/${known.proposal}/screening/review_note`);
        await w.page.locator('main button[name="act"][value="take"]').click();
        await w.page.waitForURL(/\/desk\/proposals\/\w+$/);
        await reviewersAsk(w);
    }],
    ['each declares and scores without seeing the other', async (w) => {
        await reviewSend(w, 'reviewer', 'good');
        await w.sees('You see what others gave when all are in.');
        await reviewSend(w, 'reviewer-2', 'good', 'the scorecard');
        await w.sees('All scores are in');
        await w.look('a score that was sent');
    }],
    ['the panel concludes', async (w) => {
        await panelConclude(w, 'good');
        await w.open(`/desk/proposals/${known.proposal}/reviews/conclusion`);
        await w.look('what the panel agreed on');
    }],
    ['the manager encourages it', async (w) => {
        await w.signIn('manager');
        await w.open(`/desk/proposals/${known.proposal}/reviews/encourage`);
        await w.sees('Say how the committees are paid.');
        await w.look('the letter before it leaves');
        await w.page.locator('main button[name="act"][value="take"]').click();
        await w.page.waitForURL(/\/desk\/proposals\/\w+$/);
    }],
    ['the lead organization writes the full proposal and sends it', async (w) => {
        await w.signIn('lead');
        await w.open(`/desk/proposals/${known.proposal}`);
        await w.press('Begin the full proposal', { exact: false });
        await w.open(`/desk/proposals/${known.proposal}/form/figures`);
        await w.fill({ 'f.window': 'I', 'f.start': day(230), 'f.months': '24', 'f.amount': '642000' });
        await w.press('Save and go on');
        await w.fillLines('locations', [{ place: 'Both banks', country: 'KE', district: 'Example district', point: '-1.28333, 36.81667' }]);
        await w.press('Save and go on');
        await w.sees('Groups and dimensions, with their gaps');
        await w.look('the matrix beside its rows');
        await w.manual('applicant-matrix', 'main #f-matrix table', { to: 'main #f-matrix details' });
        await w.press('Save and go on');
        await w.fill({ 'f.goal': 'The river feeds both banks.' });
        await w.fillLines('outcomes', [{ outcome: 'Water' }]);
        await w.press('Save');
        /* The outputs of the matrix are there; an outcome has its number, so they can name it. */
        await w.fillLines('outputs', [{ outcome: '1' }, { outcome: '1' }]);
        await w.press('Save');
        await w.fillLines('indicators', ['1.1', '1.2'].map((result) => ({ result, indicator: 'Wells that hold', baseline: '0', target: '20', verification: 'Visits', organization: 'example-a' })));
        await w.press('Save and go on');
        await w.fillLines('workplan', ['1.1', '1.2'].map((output) => ({ activity: 'Dig', output, organization: 'example-a', from_month: '1', to_month: '24' })));
        await w.press('Save');
        await w.sees('Plan in months from the start');
        await w.look('the workplan as bars');
        await w.press('Save and go on');
        await w.fillLines('risks', [{ risk: 'Drought', category: 'context', likelihood: '2', impact: '4', mitigation: 'Depth', likelihood_after: '1', impact_after: '4', owner: 'example-a' }]);
        await w.press('Save');
        await w.sees('Residual risk: Low');
        await w.look('risks with what remains of them');
        await w.press('Save and go on');
        await w.sees('No line yet');
        await w.press('Write the lines');
        const paid = { source: 'fund', unit: 'lot', quantity: '1' };
        await w.fillLines('budget', [
            { ...paid, organization: 'example-a', class: 'supplies', item: 'Pumps', unit_cost: '390000', year_1: '390000' },
            { ...paid, organization: 'example-c', class: 'contractual', item: 'Talks', unit_cost: '200000', year_2: '200000' },
            { ...paid, organization: 'example-a', class: 'contractual', purpose: 'outreach', item: 'Radio', unit_cost: '10000', year_1: '10000' }]);
        await w.sees('US$ 642,000.00'); /* counted by the script, before anything is saved */
        await w.press('Save');
        await w.sees('US$ 642,000.00');
        await w.open(`/desk/proposals/${known.proposal}/budget`);
        await w.sees('Programme support cost');
        await w.look('the budget of a proposal');
        await w.manual('applicant-budget', 'main table', { height: 480 });
        await w.open(`/desk/proposals/${known.proposal}/form/monitoring`);
        await w.fill({ 'f.monitoring': 'Visits.' });
        await w.press('Save');
        await w.open(`/desk/proposals/${known.proposal}/form/endorsements`);
        await w.press('Save and review');
        await w.press('Send the full proposal', { exact: false });
    }],
    ['the officer checks it, comments and returns it for changes', async (w) => {
        await w.signIn('officer');
        await w.open(`/desk/proposals/${known.proposal}`);
        await w.press('Check', { exact: false });
        await w.open(`/desk/proposals/${known.proposal}/screening`);
        for (const name of await w.page.evaluate(() => [...new Set([...document.querySelectorAll('main [name^="verdict-"]')].map((e) => e.name))]))
            await w.page.locator(`main [name="${name}"][value="yes"]`).check();
        await w.press('Save the answers');
        await w.open(`/desk/proposals/${known.proposal}/comments/new?field=monitoring`);
        await w.fill({ kind: 'ask', body: 'Who visits, and how often?' });
        await w.look('writing a comment');
        await w.press('Write the comment');
        known.comment = w.at(/\/comments\/(\w+)$/);
        await w.open(`/desk/proposals/${known.proposal}/return`);
        await w.sees('Who visits, and how often?');
        await w.fill({ reason: 'One answer is missing.', due: day(20) });
        await w.look('returning a proposal');
        await w.page.locator('main button[name="act"][value="take"]').click();
        await w.page.waitForURL(/\/desk\/proposals\/\w+$/);
        await w.sees('returned for changes');
    }],
    ['the lead organization changes only what was asked about, and sends it again', async (w) => {
        await w.signIn('lead');
        await w.open(`/desk/proposals/${known.proposal}/form/risks`);
        await w.sees('locked');
        await w.open(`/desk/proposals/${known.proposal}/form/monitoring`);
        await w.sees('Who visits, and how often?');
        await w.fill({ 'f.monitoring': 'Both organizations visit each quarter.' });
        await w.look('a field with what was asked');
        await w.press('Save');
        await w.open(`/desk/proposals/${known.proposal}/comments/${known.comment}`);
        await w.fill({ body: 'Both, each quarter; it is written now.' });
        await w.press('Send the reply');
        await w.open(`/desk/proposals/${known.proposal}/review`);
        await w.press('Send the full proposal', { exact: false });
    }],
    ['the officer sees what changed and settles the comment, two score it, finance certifies', async (w) => {
        await w.signIn('officer');
        await w.open(`/desk/proposals/${known.proposal}`);
        await w.press('Check', { exact: false });
        await w.open(`/desk/proposals/${known.proposal}/comments`);
        await w.press('What changed since it was returned');
        await w.sees('each quarter');
        await w.look('what changed since it was returned');
        await w.manual('officer-changes', 'main h2');
        await w.open(`/desk/proposals/${known.proposal}/comments/${known.comment}`);
        await w.press('Mark as resolved');
        await w.sees('Resolved');
        await w.open(`/desk/proposals/${known.proposal}/screening/review_proposal`);
        await w.page.locator('main button[name="act"][value="take"]').click();
        await w.page.waitForURL(/\/desk\/proposals\/\w+$/);
        await w.sees('Full proposal: in review');
        await reviewersAsk(w);
        await reviewSend(w, 'reviewer', 'good');
        await reviewSend(w, 'reviewer-2', 'good');
        await panelConclude(w, 'good');
        await w.signIn('finance');
        await w.open('/desk/ledger/outlay');
        await w.fill({ amount: '1,000,000', basis: 'Average of three years.' });
        await w.press('State it');
        await w.open('/desk/ledger/new/deposit');
        await w.fill({ party: 'Government of Exampleland', amount: '5,000,000.00', text: 'Bank statement 1.' });
        await w.press('Post');
        await w.sees('Money received');
        await w.open('/desk/ledger');
        await w.look('ledger');
        await w.manual('finance-available', 'main h2', { to: 'main h2 ~ h2' });
        await w.open(`/desk/proposals/${known.proposal}/decision/certify`);
        await w.fill({ basis: 'Seen in the ledger.' });
        await w.look('certifying funds');
        await w.manual('finance-certify', 'main h2', { height: 500 });
        await w.page.locator('main button[name="act"][value="take"]').click();
        await w.page.waitForURL(/\/desk\/proposals\/\w+$/);
        await w.sees('Funds certified');
    }],
    ['another person approves, and a programme exists', async (w) => {
        await w.signIn('approver');
        await w.open(`/desk/proposals/${known.proposal}/decision/approve`);
        await w.look('approving');
        await w.manual('manager-approve', 'main h2', { height: 480 });
        const spring = `${new Date().getFullYear() + 1}-04-30`;
        await w.fill({ reason: 'A strong proposal.', 'condition-0': 'Both counties agree to the wells.', 'side-0': 'applicant', 'due-0': spring });
        await w.page.locator('main button[name="act"][value="preview"]').click();
        await w.page.waitForLoadState('load');
        await w.sees('1. Both counties agree to the wells.');
        await w.look('approving with a condition');
        await w.manual('manager-conditions', '#conditions', { height: 480 });
        await w.page.locator('main button[name="act"][value="take"]').click();
        await w.page.waitForURL(/\/decision$/);
        await w.sees('A programme began');
        known.programme = (await w.page.locator('main').innerText()).match(/Programme ([a-z0-9]{5,})\b/)[1];
    }],
    ['its condition stands on the applicants’ desk until it is met', async (w) => {
        await w.signIn('lead');
        await w.open(`/desk/proposals/${known.proposal}`);
        await w.press('Read the conditions');
        await w.fill({ evidence: 'The letters of both counties.' });
        await w.look('showing how a condition was met');
        await w.press('Show it');
        await w.sees('Shown, to be confirmed');
        await w.signIn('officer');
        await w.open(`/desk/proposals/${known.proposal}/conditions`);
        await w.look('confirming a condition');
        await w.press('It is met');
        await w.sees('Confirmed by');
    }],
    ['others find their rooms', async (w) => {
        await w.signIn('manager');
        await w.open(`/desk/calls/${known.call}/ranking`);
        await w.manual('manager-ranking');
        await w.signIn('auditor');
        await w.open('/desk/audit');
        await w.manual('auditor-room');
        await w.open('/desk/oversight');
        await w.manual('auditor-oversight', 'main dl.figures');
        await w.signIn('administrator');
        await w.open('/desk/doctor');
        await w.manual('administrator-doctor');
        await w.open('/desk/people');
        await w.manual('administrator-people');
        await w.signIn('board');
        await w.open('/desk/board');
        await w.page.locator('main td a[href*="/desk/board/"]').first().click();
        await w.page.waitForLoadState('load');
        await w.manual('board-meeting');
    }],
    ['an editor makes the profile and signs it off', async (w) => {
        await w.signIn('editor');
        await w.open('/desk/profiles?state=new');
        await w.sees(title);
        await w.open(`/desk/profiles/${known.programme}`);
        await w.look('the profile in the making');
        await w.manual('editor-profile', 'main h2');
        await w.fill({ summary: 'Families of both banks share water, fields and a market.', title_fr: frenchTitle });
        await w.press('Save and preview');
        await w.press('Sign off and publish');
        await w.sees('Published');
    }],
    ['everybody reads it, and the list finds it', async (w) => {
        await w.page.context().clearCookies();
        await w.open(`/programmes/${known.programme}`);
        await w.sees(title);
        await w.sees('642,000');
        await w.look('the programme');
        await w.manual('reader-programme');
        await w.open('/programmes');
        await w.page.locator('main summary').first().click();
        await w.page.locator('main [name="country"]').selectOption('UG');
        await w.page.locator('main [name="q"]').fill('market');
        await Promise.all([w.page.waitForURL(/country=UG/), w.page.locator('main [name="q"]').press('Enter')]);
        await w.sees(title);
        await w.look('the filtered list');
        await w.open('/programmes?q=market');
        await w.manual('reader-programmes');
        await w.open('/programmes?country=FR');
        if ((await w.page.locator('main').innerText()).includes(title)) throw new Error('a filter that should leave it out shows it');
    }],
    ['a reader subscribes and confirms', async (w) => {
        await w.open('/subscribe');
        await w.fill({ email: reader, lang: 'en', agree: 'yes' });
        await w.page.locator('main form[action$="/subscribe"] button').click();
        await w.page.waitForLoadState('load');
        await w.letter(reader);
        await w.press('Please confirm', { exact: false });
        await w.page.locator('main a[href*="/subscribe/confirm/"]').click();
        await w.press('Yes, send it to me');
        await w.sees('You receive the newsletter');
    }],
    ['an editor composes an issue and publishes it', async (w) => {
        await w.signIn('editor');
        await w.open('/desk/newsletters');
        await w.fill({ season: 'This season', title: issueTitle, intro: 'One programme begins, and this is what it is for.' });
        await w.press('Begin the issue');
        known.issue = w.at(/^\/desk\/newsletters\/(\d+)$/);
        await w.fill({ section_title: 'Programmes that begin', section_body: 'Two organizations work on **both banks**.' });
        await w.press('Add the section');
        await w.page.locator('main select[name="record"]').first().selectOption({ label: await w.page.locator('main select[name="record"] option', { hasText: title }).first().innerText() });
        await w.press('Add');
        await w.look('an issue in the making');
        await w.manual('editor-issue', 'main h2');
        await w.press('Publish the issue');
        await w.open(`/newsletter/${known.issue}`);
        await w.sees('Programmes that begin');
        await w.sees(title);
    }],
    ['another person sends it, and it reaches the reader', async (w) => {
        await w.signIn('manager');
        await w.open(`/desk/newsletters/${known.issue}`);
        await w.press('Send it to the subscribers');
        await w.letter(issueTitle);
        await w.press(issueTitle, { exact: false });
        await w.sees('/u/');
        await w.page.locator('main a[href*="/u/"]').first().click();
        await w.press('Leave the newsletter');
        await w.sees('You do not receive the newsletter');
    }],
];

// What people open most on a telephone.
const narrowPages = [
    ['home', '', '/'], ['programme', '', () => `/programmes/${known.programme}`], ['call', '', () => `/calls/${known.call}`],
    ['newsletter issue', '', '/newsletter/1', 'newsletter-360'], ['home in French', '', '/fr', 'home-fr-360'], ['receipt', '', () => `/receipts/${known.receipt}`],
    ['desk of an officer', 'officer', '/desk'], ['screening', 'officer', () => `/desk/proposals/${known.proposal}/screening`],
    ['proposals', 'officer', '/desk/proposals'], ['form of a section', 'lead', '/desk/proposals'],
    ['profile in the making', 'editor', () => `/desk/profiles/${known.programme}`], ['newsletter in the making', 'editor', () => `/desk/newsletters/${known.issue}`],
    ['decision', 'approver', () => `/desk/proposals/${known.proposal}/decision`],
];

async function walkNarrow(w) {
    let who = '';
    for (const [name, role, path, picture] of narrowPages) {
        try {
            if (role !== who && role) await w.signIn(role);
            who = role;
            await w.open(typeof path === 'function' ? path() : path);
            if (name === 'form of a section') {
                await w.page.locator('main a[href^="/desk/proposals/"]').first().click();
                await w.page.waitForLoadState('load');
            }
            if (picture) await w.keep(picture);
            await w.look(name);
        } catch (error) {
            check(`${name} opens at 360 px`, `${error.message.split('\n')[0]} at ${w.page.url()}`);
        }
    }
}

// A page with everything a profile can have, for its picture.
async function keepProgramme(w) {
    await w.open('/demo');
    await w.page.locator('main a[href^="/programmes/"]').first().click();
    await w.page.waitForLoadState('load');
    await w.keep('programme-1440');
}

// The manuals show what the walk has seen, and the walk keeps no picture that no manual shows.
function checkManuals(kept) {
    for (const lang of manualLanguages) {
        const shown = manualPictures(lang);
        check(`the pictures of the manuals (${lang}) are those that the walk takes`, [
            ...shown.filter((name) => !kept.has(name)).map((name) => `${name} is shown and not taken`),
            ...[...kept].filter((name) => !shown.includes(name)).map((name) => `${name} is taken and not shown`)]);
    }
}

async function walkIn(browser, base, size) {
    ({ call: callTitle, title, french: frenchTitle, issue: issueTitle } = names[size]);
    reader = `reader-${size}@example.com`;
    known = {};
    const context = await browser.newContext({ viewport: sizes[size], reducedMotion: 'reduce', locale: 'en-GB' });
    const page = await context.newPage();
    page.setDefaultTimeout(15000);
    const errors = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (line) => { if (line.type() === 'error') errors.push(`${line.text()} at ${page.url()}`); });
    const walker = new Walker(page, base);
    walker.pictures = pictures && size === 'wide';
    if (size === 'wide') walker.kept = new Set();
    for (const [name, walk] of steps) {
        const where = `${name}, at ${sizes[size].width} px`;
        try {
            await walk(walker);
            check(where);
        } catch (error) {
            check(where, `${error.message.split('\n').slice(0, 3).join(' ')} at ${page.url()}`);
            break;
        }
    }
    if (walker.pictures) await keepProgramme(walker);
    if (walker.kept) checkManuals(walker.kept);
    if (size === 'narrow') {
        walker.pictures = pictures;
        await walkNarrow(walker);
    }
    check(`no error in the browser's console at ${sizes[size].width} px`, errors);
    await context.close();
}

export async function walkRoad(browser, base) {
    await walkIn(browser, base, 'wide');
    await walkIn(browser, base, 'narrow');
}
