// community.mjs: the road of another edition, editions/community, as its people walk it in a browser with
// script: an idea is written, read by two members of the council, covered by the treasurer; the vote of
// the council is what moves it on, and a conflict of interest closes it. The program makes an empty fund
// for it and serves it; each person comes in by the link of an invitation. Called by walk.mjs.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check, root, sizes } from './lib.mjs';
import { Walker, day } from './road.mjs';

const idea = 'A bench by the pond';
const members = ['chair', 'council', 'council-2', 'council-3'];

function freePort() {
    return new Promise((resolve) => {
        const server = createServer().listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}

// A new fund, served; `end` stops it and removes it.
async function serveFund(program) {
    const folder = mkdtempSync(join(tmpdir(), 'letsema-community-'));
    const fund = join(folder, 'fund');
    execFileSync(program, ['init', fund, '--edition', 'community'], { stdio: 'pipe' });
    const port = await freePort();
    const base = `http://127.0.0.1:${port}`;
    const log = openSync(join(root, 'build/log/browser.community.txt'), 'w');
    const server = spawn(program, ['serve', fund, '--listen', `127.0.0.1:${port}`], { stdio: ['ignore', log, log] });
    const end = () => new Promise((resolve) => {
        server.once('exit', () => { rmSync(folder, { recursive: true, force: true }); resolve(); });
        server.kill();
    });
    for (let tries = 0; tries < 100; tries++) {
        const answered = await fetch(`${base}/health`).then((reply) => reply.ok, () => false);
        if (answered) return { base, fund, end };
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    await end();
    throw new Error('the fund of editions/community is not served');
}

// The people of the fund, each in a window of their own.
class People {
    constructor(browser, program, { base, fund }, errors) {
        Object.assign(this, { browser, program, base, fund, errors, windows: {} });
    }

    // A person with a role: invited, and come in with a password of their own.
    async invite(name, role, organization) {
        const place = organization ? ['--organization', organization] : [];
        const link = execFileSync(this.program, ['user', 'add', this.fund, '--email', `${name}@example.org`,
            '--name', `Example ${name}`, '--role', role, ...place], { encoding: 'utf8' }).trim();
        const context = await this.browser.newContext({ viewport: sizes.wide, reducedMotion: 'reduce', locale: 'en-GB' });
        const page = await context.newPage();
        page.setDefaultTimeout(15000);
        page.on('pageerror', (error) => this.errors.push(error.message));
        page.on('console', (line) => { if (line.type() === 'error' && !/status of 422/.test(line.text())) this.errors.push(`${line.text()} at ${page.url()}`); });
        const walker = new Walker(page, this.base);
        this.windows[name] = walker;
        await walker.open(new URL(link, this.base).pathname);
        await walker.fill({ password: `the long password of ${name}` });
        await walker.press('Save and go to the desk');
        return walker;
    }

    // Somebody at a page.
    async at(name, path) {
        const walker = this.windows[name];
        await walker.open(path);
        return walker;
    }
}

// Judges a page in a wide window and on a telephone.
async function lookTwice(w, name) {
    await w.look(name);
    await w.page.setViewportSize(sizes.narrow);
    await w.look(name);
    await w.page.setViewportSize(sizes.wide);
}

async function readIdea(people, reader) {
    const w = await people.at(reader, '/desk/reviews');
    await w.press(idea);
    await w.fill({ conflict: 'none' });
    await w.press('Declare');
    await w.fill({ 'option-others': 'yes', 'option-place': 'yes', 'option-doable': 'yes', 'option-money': 'partly', 'note-money': 'The paint is dear.' });
    await w.press('Send the score');
    await w.sees('Your score was sent');
}

async function vote(people, known, member, stance, why) {
    const w = await people.at(member, `/desk/board/items/${known.item}`);
    await w.fill({ vote: stance, why });
    await w.press('Vote');
    await w.sees('Correct the vote');
    return w;
}

const steps = [
    ['the office comes in, names two groups and opens a round', async (people, known) => {
        const w = await people.invite('office', 'office');
        for (const [name, acronym] of [['Example garden', 'GARDEN'], ['Example school', 'SCHOOL']]) {
            await w.open('/desk/organizations/new');
            await w.fill({ name, acronym });
            await w.press('Save');
        }
        await w.open('/desk/calls/new');
        await w.fill({ title: 'Round one', summary: 'Ideas of neighbours.', body: 'Who may apply: every group.', zone: 'Europe/Paris',
            opens: day(-1, 'T09:00'), closes: day(40, 'T23:59'), edition: 'community-1' });
        await w.press('Keep as a draft');
        known.call = w.at(/^\/desk\/calls\/(\w+)$/);
        await w.press('Publish the call', { exact: false });
    }],
    ['a neighbour writes an idea and sends it', async (people, known) => {
        const w = await people.invite('neighbour', 'neighbour', 'garden');
        await w.open(`/calls/${known.call}`);
        await w.press('Begin a proposal');
        await w.fill({ title: idea, lead: 'garden' });
        await w.press('Begin');
        known.idea = w.at(/^\/desk\/proposals\/(\w+)\/form/);
        await w.fill({ 'f.name': idea, 'f.story': 'We build a bench for those who wait.', 'f.themes': ['meet'], 'f.place': 'By the pond', 'f.country': 'FR' });
        await lookTwice(w, 'the form of an idea');
        await w.press('Save and go on');
        await w.press('Save and go on');
        await w.fillLines('costs', [{ what: 'Wood', kind: 'material', number: '10', euros: '33' }]);
        await w.fill({ 'f.wish': '300', 'f.own': '30', 'f.begin': day(100), 'f.months': '2' });
        await w.press('Save and review');
        await w.press('Send the idea');
        await w.sees('The council reads it');
    }],
    ['two members read it, each for themselves, and the office concludes', async (people, known) => {
        for (const reader of ['reader', 'reader-2']) await people.invite(reader, 'reader');
        const office = people.windows.office;
        for (const reader of ['reader', 'reader-2']) {
            await office.open(`/desk/proposals/${known.idea}/reviews`);
            const code = await office.page.evaluate((wanted) => [...document.querySelectorAll('main [name="person"]')]
                .find((e) => e.nextElementSibling.firstChild.textContent.trim() === wanted)?.value, `Example ${reader}`);
            if (!code) throw new Error(`${reader} cannot be asked`);
            await office.fill({ person: code });
            await office.press('Ask this person');
        }
        await readIdea(people, 'reader');
        await readIdea(people, 'reader-2');
        await office.open(`/desk/proposals/${known.idea}/reviews`);
        await office.press('Compare the scores and conclude');
        await office.fill({ recommendation: 'yes', present: 'Both readers', reasons: 'Sound.', feedback: 'Tell the neighbours.' });
        await office.press('Conclude the review');
        await office.sees('The review is concluded.');
    }],
    ['the treasurer says that the money is there', async (people, known) => {
        const w = await people.invite('treasurer', 'treasurer');
        await w.open('/desk/ledger/outlay');
        await w.fill({ amount: '0', basis: 'A small fund keeps nothing back.' });
        await w.press('State it');
        await w.open('/desk/ledger/new/deposit');
        await w.fill({ party: 'Example bakery', amount: '1,000.00', text: 'Given.' });
        await w.press('Post');
        await w.open(`/desk/proposals/${known.idea}/decision/ready`);
        await w.page.locator('main button[name="act"][value="take"]').click();
        await w.page.waitForURL(/\/desk\/proposals\/\w+$/);
        await w.sees('Ready for the vote');
    }],
    ['the office seats the council, plans a meeting and puts the idea on its agenda', async (people, known) => {
        for (const name of members) await people.invite(name, name === 'chair' ? 'chair' : 'council');
        const w = people.windows.office;
        for (const [i, name] of members.entries()) {
            await w.open('/desk/board/members/new');
            await w.fill({ name: `Example ${name}`, seat: String(i + 1), starts: day(-30), ends: day(300), email: `${name}@example.org` });
            if (name === 'chair') await w.page.locator('main [name="chair"]').check();
            await w.press('Save');
            await w.sees(`Example ${name}`);
        }
        await w.open('/desk/board/meetings/new');
        await w.fill({ title: 'Council of the month', zone: 'UTC', day: day(-1), time: '18:00', place: 'The pub' });
        await w.press('Save');
        known.meeting = w.at(/\/meetings\/(\w+)$/);
        await w.open(`/desk/proposals/${known.idea}/board`);
        await w.sees('By the guidelines the vote moves this proposal on.');
        await lookTwice(w, 'putting a proposal before the board');
        await w.fill({ meeting: known.meeting, paper: 'One bench, **300 euros**.' });
        await w.press('Put it on the agenda');
        known.item = w.at(/\/items\/(\w+)$/);
    }],
    ['without the vote the chair decides nothing', async (people, known) => {
        const w = await people.at('chair', `/desk/proposals/${known.idea}/decision/yes`);
        await w.page.locator('main button[name="act"][value="take"]').click();
        await w.page.waitForLoadState('load');
        await w.sees('The board has not voted in favour.');
        await lookTwice(w, 'a decision that the vote has to come before');
    }],
    ['a member with a conflict of interest declares it, and the idea closes', async (people, known) => {
        const w = await people.at('council-3', `/desk/board/items/${known.item}`);
        await w.sees('One bench');
        await w.fill({ reason: 'My brother builds it.' });
        await w.press('Declare');
        await w.sees('You declared a conflict of interest in this point.');
        if ((await w.page.locator('main').innerText()).includes(idea)) throw new Error('the point still names the idea');
        await lookTwice(w, 'a point that is closed to a member');
        const reply = await w.page.request.get(`${people.base}/desk/proposals/${known.idea}`);
        if (reply.status() !== 404) throw new Error(`the idea answers ${reply.status()} to a member with a conflict`);
    }],
    ['it is recorded who came, and the members vote', async (people, known) => {
        const office = await people.at('office', `/desk/board/meetings/${known.meeting}`);
        for (const box of await office.page.locator('main [name="present"]').all()) await box.check();
        await office.press('Record that it was held');
        const desk = await people.at('council', '/desk');
        await desk.sees('Vote on the proposal');
        const w = await vote(people, known, 'council', 'against', 'Too dear.');
        await w.fill({ vote: 'favour', why: 'Well, one bench.' });
        await w.press('Correct the vote');
        await lookTwice(w, 'a vote on a proposal');
        await vote(people, known, 'council-2', 'abstain', 'I do not know the pond.');
    }],
    ['the chair votes and closes the point, and the vote moves the idea on', async (people, known) => {
        const w = await vote(people, known, 'chair', 'favour', '');
        await w.sees('2 for, 0 against, 1 abstaining');
        await lookTwice(w, 'a point before it is closed');
        await w.fill({ reasons: 'We *like* it.' });
        await w.press('Count the votes and close');
        await w.open(`/desk/proposals/${known.idea}`);
        await w.sees('Granted');
        await w.sees('Hand over the grant (Example chair)');
        const neighbour = await people.at('neighbour', `/desk/proposals/${known.idea}/board`);
        await neighbour.sees('Recommended');
        if ((await neighbour.page.locator('main').innerText()).includes('I do not know the pond.')) throw new Error('the applicant reads who voted how');
        await lookTwice(neighbour, 'what the board recommended');
    }],
    ['the chair adopts the minutes that the office drafts', async (people, known) => {
        const office = await people.at('office', `/desk/board/meetings/${known.meeting}`);
        await office.press('Draft the minutes from the record');
        await office.sees('I do not know the pond.');
        const w = await people.at('chair', `/desk/board/meetings/${known.meeting}/minutes`);
        await lookTwice(w, 'minutes to adopt');
        await w.press('Adopt these minutes');
        const closed = await people.at('council-3', `/desk/board/meetings/${known.meeting}/minutes`);
        await closed.sees('These minutes name a proposal that is closed to you');
    }],
    ['the office publishes the grant, and everybody reads about it', async (people, known) => {
        const w = people.windows.office;
        await w.open('/desk/profiles?state=new');
        await w.press(idea);
        known.programme = w.at(/\/profiles\/(\w+)$/);
        await w.fill({ summary: 'A bench for those who wait.' });
        await w.press('Save and preview');
        await w.press('Sign off and publish');
        await w.page.context().clearCookies();
        await w.open(`/programmes/${known.programme}`);
        await w.sees(idea);
        await w.sees('300');
        await lookTwice(w, 'the page of a grant');
    }],
];

export async function walkCommunity(browser, program) {
    const served = await serveFund(program);
    const errors = [];
    const people = new People(browser, program, served, errors);
    const known = {};
    try {
        for (const [name, walk] of steps) {
            try {
                await walk(people, known);
                check(name);
            } catch (error) {
                const where = Object.values(people.windows).at(-1)?.page.url() ?? 'the beginning';
                check(name, `${error.message.split('\n').slice(0, 3).join(' ')} (last window at ${where})`);
                break;
            }
        }
        check('no error in the browser\'s console in the fund of editions/community', errors);
    } finally {
        for (const walker of Object.values(people.windows)) await walker.page.context().close();
        await served.end();
    }
}
