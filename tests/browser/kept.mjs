// kept.mjs: what is typed and not saved yet. Lines of a budget stay in the browser over a broken connection
// and a closed window, and come back so that the fund asks where somebody else changed the same; a form
// taken along is filled in without a network, saved as a file, opened again and brought back. Called by
// walk.mjs.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from './lib.mjs';

async function signIn(context, base, role) {
    const page = await context.newPage();
    await page.goto(`${base}/sign-in`);
    await Promise.all([page.waitForURL(/\/desk/), page.locator(`button[name="role"][value="${role}"]`).click()]);
    return page;
}

const save = (page) => page.locator('main button[name="act"][value="save"]:not(.hidden)').first().click();
const entries = (page) => page.evaluate(() => Object.keys(localStorage).filter((name) => name.startsWith('letsema lines ')).length);
const cell = (page, line, column) => page.locator(`[name="f.budget.${line}.${column}"]:not([type=hidden])`);

async function walkLines(browser, base, record) {
    const context = await browser.newContext(), address = `${base}${record}/budget/lines`;
    let page = await signIn(context, base, 'lead');
    await page.goto(address);
    const fresh = (await page.locator('tbody tr').count()) - 3;
    await cell(page, fresh, 'organization').selectOption('example-a');
    await cell(page, fresh, 'item').fill('Typed while the line broke');
    await cell(page, fresh, 'quantity').fill('2');
    await context.setOffline(true);
    await save(page).catch(() => {});
    await page.waitForTimeout(300);
    await page.close();
    await context.setOffline(false);
    page = await context.newPage();
    await page.goto(address);
    check('lines that were typed and not saved are offered again', await page.locator('#left').isVisible() ? [] : 'nothing is offered');
    await page.locator('#left button').first().click();
    const back = [await cell(page, fresh, 'item').inputValue(), await cell(page, fresh, 'quantity').inputValue()];
    check('and put back into their cells', back.join('|') === 'Typed while the line broke|2' ? [] : back.join('|'));
    await Promise.all([page.waitForURL(/saved=/), save(page)]);
    await page.waitForLoadState('load');
    check('once saved, nothing stays in the browser', [
        await page.locator('#left').isVisible() ? 'they are still offered' : '',
        await entries(page) ? 'an entry is left in the store' : '']);

    // Another person changes the same line while the window is closed.
    await cell(page, fresh, 'item').fill('Mine, not saved');
    await page.close();
    const other = await signIn(await browser.newContext(), base, 'applicant');
    await other.goto(address);
    await cell(other, fresh, 'item').fill('Theirs, saved');
    await Promise.all([other.waitForURL(/saved=/), save(other)]);
    page = await context.newPage();
    await page.goto(address);
    await page.locator('#left button').first().click();
    await Promise.all([page.waitForResponse((r) => r.request().method() === 'POST' && r.status() === 409), save(page)]);
    await page.waitForLoadState('load');
    const asked = await page.locator('[role="alert"]').innerText();
    check('where another changed the same line meanwhile, both sides are shown', [
        asked.includes('Theirs, saved') ? '' : 'theirs is not shown', asked.includes('Mine, not saved') ? '' : 'mine is not shown']);
    await Promise.all([page.waitForURL(/saved=/), save(page)]);
    await page.waitForLoadState('load');
    check('and the answer leaves nothing behind', await entries(page) ? 'an entry is left in the store' : []);
    await page.locator(`button[value="remove.${fresh}"]`).click();
    await other.context().close();
    await context.close();
}

async function walkAway(browser, base, record) {
    const folder = mkdtempSync(join(tmpdir(), 'letsema-away-')), context = await browser.newContext({ acceptDownloads: true });
    const page = await signIn(context, base, 'lead'), calls = [];
    await page.goto(`${base}${record}/away`);
    const take = async (from, click, name) => {
        const [download] = await Promise.all([from.waitForEvent('download'), click()]);
        await download.saveAs(join(folder, name));
        return `file://${join(folder, name)}`;
    };
    const file = await take(page, () => page.locator('a[href$="/away/file"]').click(), 'taken.html');
    const far = await browser.newContext({ acceptDownloads: true });
    const form = await far.newPage();
    form.on('request', (r) => { if (!/^(file|blob|data):/.test(r.url())) calls.push(r.url()); });
    await form.goto(file);
    const rows = await form.locator('[name^="f.studies."][name$=".name"]').count();
    await form.locator('[name="f.monitoring"]').fill('Written <b>without</b> a network </script>');
    await form.locator('button[value="add.studies"]').click();
    await form.locator(`[name="f.studies.${rows}.name"]`).fill('Added in the file');
    const changed = await take(form, () => form.locator('button[data-save]').first().click(), 'changed.html');
    await form.goto(changed);
    check('a form that was taken along opens again with what was written', [
        await form.locator('[name="f.monitoring"]').inputValue() === 'Written <b>without</b> a network </script>' ? '' : 'the text is not there',
        await form.locator(`[name="f.studies.${rows}.name"]`).inputValue().catch(() => '') === 'Added in the file' ? '' : 'the row is not there']);
    check('and asks the network for nothing', calls);
    await page.locator('input[type="file"]').setInputFiles(join(folder, 'changed.html'));
    await Promise.all([page.waitForNavigation(), page.locator('main form:has(input[type="file"]) button').last().click()]);
    await page.goto(`${base}${record}/form/monitoring`);
    const text = await page.locator('main').innerText();
    check('brought back, it stands in the form', [
        await page.locator('[name="f.monitoring"]').inputValue() === 'Written <b>without</b> a network </script>' ? '' : 'the text is not there',
        (await page.locator('[name^="f.studies."][name$=".name"]').evaluateAll((all) => all.map((x) => x.value))).includes('Added in the file') ? '' : `the row is not there: ${text.slice(0, 200)}`]);
    await far.close();
    await context.close();
    rmSync(folder, { recursive: true });
}

export async function walkKept(browser, base) {
    const context = await browser.newContext(), page = await signIn(context, base, 'lead');
    await page.goto(`${base}/desk/proposals?state=proposal_draft`);
    const record = await page.locator('main table a[href^="/desk/proposals/"]').first().getAttribute('href');
    await context.close();
    await walkLines(browser, base, record);
    await walkAway(browser, base, record);
}
