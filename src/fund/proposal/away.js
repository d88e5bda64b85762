/* away.js: the script inside a file that was taken from here to be worked on without a network. It fills in
** what was saved in the file, adds and empties rows, and saves the file anew with the answers in it.
** Nothing is sent: the file's own policy allows no connection. Served by nobody, embedded by away.c. */
'use strict';

(() => {
    const ROWS_MAX = 200;
    const block = document.getElementById('letsema-answers');
    const source = '<!DOCTYPE html>\n' + document.documentElement.outerHTML;
    const data = JSON.parse(block.textContent);
    const form = document.getElementById('away');
    const said = document.getElementById('away-said');
    let changed = false;

    const rowsOf = (table) => [...table.querySelectorAll('tbody > tr, details.card')];
    const tableOf = (name) => form.querySelector(`[name^="${name}."]`)?.closest('fieldset[id]');
    const indexOf = (row) => {
        const named = row.querySelector('[name^="f."]');
        return named ? Number(named.name.split('.')[2]) : -1;
    };

    /* An empty row behind the last one, named after the next number. */
    const rowAdd = (table) => {
        const all = rowsOf(table), last = all[all.length - 1];
        const next = Math.max(...all.map(indexOf)) + 1;
        if (!last || next >= ROWS_MAX) return false;
        const row = last.cloneNode(true);
        row.hidden = false;
        row.querySelectorAll('button, input[name$=".line"]').forEach((x) => x.remove());
        for (const x of [row, ...row.querySelectorAll('*')])
            for (const attribute of ['id', 'name', 'for', 'aria-describedby', 'list']) {
                const value = x.getAttribute(attribute);
                if (value)
                    x.setAttribute(attribute, value
                        .replace(/^(f\.[a-z0-9_]+\.)\d+\./, `$1${next}.`)
                        .replace(/^(f-[a-z0-9_]+-)\d+-/, `$1${next}-`));
            }
        rowEmpty(row);
        if (row.matches('details')) {
            row.open = true;
            row.querySelector('summary').textContent = String(next + 1);
        }
        last.after(row);
        return true;
    };

    const rowEmpty = (row) => {
        for (const x of row.querySelectorAll('input, select, textarea'))
            if (x.type === 'checkbox' || x.type === 'radio') x.checked = false;
            else if (x.type !== 'hidden') x.value = '';
    };

    const restore = (answers) => {
        const values = new Map();
        for (const [name, value] of answers) {
            if (!values.has(name)) values.set(name, []);
            values.get(name).push(value);
            const [, field, index] = name.split('.');
            const table = /^\d+$/.test(index || '') ? tableOf(`f.${field}`) : null;
            while (table && !rowsOf(table).some((row) => indexOf(row) >= Number(index)))
                if (!rowAdd(table)) break;
        }
        for (const x of form.elements) {
            if (!x.name.startsWith('f.') || x.disabled) continue;
            const mine = values.get(x.name) || [];
            if (x.type === 'checkbox' || x.type === 'radio') x.checked = mine.includes(x.value);
            else x.value = mine[0] ?? '';
        }
    };

    const save = () => {
        data.answers = [...new FormData(form)].filter(([name]) => name.startsWith('f.'));
        const json = JSON.stringify(data).replace(/</g, '\\u003c');
        const from = source.indexOf('id="letsema-answers">') + 'id="letsema-answers">'.length;
        const to = source.indexOf('<\/script>', from);
        const file = new Blob([source.slice(0, from), json, source.slice(to)], { type: 'text/html' });
        const link = document.createElement('a');
        link.href = URL.createObjectURL(file);
        link.download = data.name;
        link.click();
        changed = false;
        said.textContent = data.saved;
    };

    for (const x of form.elements) {
        if (x.type === 'file' || x.name.endsWith('.remove')) x.disabled = true;
        if (x.name === 'act' && x.value.startsWith('add.')) x.textContent = data.add;
    }
    if (data.answers) restore(data.answers);
    form.addEventListener('submit', (event) => event.preventDefault());
    form.addEventListener('input', () => { changed = true; said.textContent = data.unsaved; });
    form.addEventListener('click', (event) => {
        const button = event.target.closest('button');
        if (!button) return;
        event.preventDefault();
        if (button.dataset.save !== undefined) return save();
        changed = true;
        said.textContent = data.unsaved;
        if (button.value.startsWith('add.')) rowAdd(button.closest('fieldset[id]'));
        const row = button.value.startsWith('remove.') && button.closest('tr, details.card');
        if (row) { rowEmpty(row); row.hidden = true; }
    });
    document.addEventListener('click', (event) => {
        const link = event.target.closest('a[href^="#"]');
        if (!link) return; /* the file's links lead to the site, but for these */
        event.preventDefault();
        document.getElementById(link.getAttribute('href').slice(1))?.scrollIntoView();
    });
    window.addEventListener('beforeunload', (event) => { if (changed) event.preventDefault(); });
})();
