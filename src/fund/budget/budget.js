/* budget.js: what a script adds to the page of a budget's lines: amounts and totals while one types, and
** pasting from a spreadsheet straight into the table. Without it the same numbers come with the next
** save: the arithmetic is that of edition/budget.h, in whole numbers, and tests/budget_live.mjs holds
** the two against each other. What is typed stays in this browser until the fund has saved it, so that a
** broken line or a closed window loses nothing; nothing is sent by it. */
'use strict';

const BudgetLive = {
    LARGEST: 10n ** 13n,
    TYPED: 10n ** 15n,

    /* A number as people type it, in so many decimals, as a whole number; null if it cannot be read. The
    ** rules are those of decimal_parse() in base/money.c. */
    decimal(text, decimals) {
        let whole = text.trim().replace(/[\u00a0\u2009\u202f]/g, ' '), fraction = '';
        if (!/^[0-9., ]{1,32}$/.test(whole)) return null;
        const spaced = whole.includes(' ');
        let point = whole.indexOf('.'), comma = whole.indexOf(',');
        if (point < 0 && comma >= 0) {
            const behind = whole.slice(comma + 1);
            const single = !behind.includes(',');
            const thousands = behind.length === 3 && comma <= 3 && whole[0] !== '0' && !spaced;
            if (single && thousands && decimals >= 3) return null;
            if (single && !thousands) [point, comma] = [comma, -1];
        }
        if (point >= 0) {
            fraction = whole.slice(point + 1);
            whole = whole.slice(0, point);
            if (!/^[0-9]+$/.test(fraction) || fraction.length > decimals) return null;
        }
        const group = comma >= 0 ? ',' : ' ';
        const grouped = whole.includes(group);
        if (grouped ? !/^[1-9][0-9]{0,2}$/.test(whole.split(group)[0]) ||
                      !whole.split(group).slice(1).every((g) => /^[0-9]{3}$/.test(g))
                    : !/^[0-9]+$/.test(whole)) return null;
        const v = BigInt(whole.split(group).join('') + fraction.padEnd(decimals, '0'));
        return v > BudgetLive.TYPED ? null : v;
    },

    SIGNS: { USD: ['US$', '$US', '$\u00a0US', '$ US', '$'], EUR: ['€'], GBP: ['£'], JPY: ['¥'] },

    /* An amount as a spreadsheet or a page shows it. The rules are those of money_parse_shown(). */
    money(text, decimals, currency) {
        let bare = text.trim();
        const same = (code) => code.toUpperCase() === currency;
        if (bare.length > 3 && same(bare.slice(0, 3))) bare = bare.slice(3);
        else if (bare.length > 3 && same(bare.slice(-3))) bare = bare.slice(0, -3);
        else {
            const sign = (BudgetLive.SIGNS[currency] || []).find((s) => bare.startsWith(s) || bare.endsWith(s));
            if (sign) bare = bare.startsWith(sign) ? bare.slice(sign.length) : bare.slice(0, -sign.length);
        }
        bare = bare.trim();
        if (/^['\u2019]|['\u2019]$/.test(bare)) return null;
        return BudgetLive.decimal(bare.replace(/['\u2019]/g, ' '), decimals);
    },

    /* Half away from zero; `a` may be negative. */
    divide(a, b) {
        const whole = a / b, rest = a % b;
        if (2n * (rest < 0n ? -rest : rest) < b) return whole;
        return whole + (a < 0n ? -1n : 1n);
    },

    /* Thousandths, minor units, thousandths, hundredths of a percent; null if it is too large. */
    amount(quantity, cost, duration, share) {
        const v = BudgetLive.divide(quantity * cost * duration * share, 10n ** 10n);
        return v > BudgetLive.LARGEST ? null : v;
    },

    support(direct, rate) { return BudgetLive.divide(direct * rate, 10000n); },

    /* The cells of a spreadsheet's clipboard, row by row. */
    cells(text) {
        const rows = [];
        let row = [], i = 0;
        const end = (from) => { let k = from; while (k < text.length && !'\t\r\n'.includes(text[k])) k++; return k; };
        while (i <= text.length) {
            const quoted = text[i] === '"' && /^"(?:[^"]|"")*"(?=[\t\r\n]|$)/.exec(text.slice(i));
            const stop = quoted ? i + quoted[0].length : end(i);
            row.push(quoted ? quoted[0].slice(1, -1).replaceAll('""', '"') : text.slice(i, stop));
            if (text[stop] !== '\t') {
                rows.push(row);
                row = [];
            }
            i = stop + (text.startsWith('\r\n', stop) ? 2 : 1);
        }
        while (rows.length && rows[rows.length - 1].every((c) => c.trim() === '')) rows.pop();
        return rows;
    },
};

if (typeof module !== 'undefined') module.exports = BudgetLive;
else document.querySelectorAll('table[data-unit-cost]').forEach((table) => {
    const FIELDS = 950; /* what one form may hold, a little less */
    const how = table.dataset, french = document.documentElement.lang === 'fr';
    const decimals = Number(how.decimals), rate = BigInt(how.rate || 0), needs = (how.needs || '').split(' ');
    const say = (words) => { document.getElementById('live').textContent = words; };
    const controls = (row) => [...row.querySelectorAll('td input:not([type=hidden]), td select, td textarea')];
    const cell = (row, column) => column && row.querySelector(`[name$=".${column}"]:not([type=hidden])`);
    const model = document.querySelector('[data-live=direct]').textContent;
    const [, before, after] = /^([^\d-]*)-?[\d.,\s]*?\d([^\d]*)$/u.exec(model) || [null, '', ''];

    const shown = (minor) => {
        const sign = minor < 0n ? '-' : '', digits = String(minor < 0n ? -minor : minor).padStart(decimals + 1, '0');
        const whole = digits.slice(0, digits.length - decimals), rest = digits.slice(digits.length - decimals);
        const grouped = whole.replace(/\B(?=(\d{3})+$)/g, french ? '\u00a0' : ',');
        return sign + before + grouped + (decimals ? (french ? ',' : '.') + rest : '') + after;
    };

    /* A number of a line; what the budget does not ask, or what was left empty, is `otherwise`. */
    const number = (row, column, otherwise, read) => {
        const input = cell(row, column);
        if (!input) return otherwise;
        if (input.value.trim() === '') return needs.includes(column) ? null : otherwise;
        return read(input.value);
    };
    const factor = (text) => BudgetLive.decimal(text, 3), money = (text) => BudgetLive.money(text, decimals, how.currency);
    const percent = (text) => BudgetLive.decimal(text.trim().replace(/\s*%$/, ''), 2);

    const lineOf = (row) => {
        const numbers = [number(row, how.quantity, 1000n, factor), number(row, how.unitCost, 0n, money),
            number(row, how.duration, 1000n, factor), number(row, how.share, 10000n, percent)];
        const years = (how.years || '').split(' ').filter(Boolean).map((y) => number(row, y, 0n, money));
        if ([...numbers, ...years].includes(null) || numbers[3] > 10000n) return null;
        const amount = BudgetLive.amount(...numbers);
        if (amount === null) return null;
        return { amount, spread: years.reduce((a, b) => a + b, 0n), years: years.some((y) => y > 0n) };
    };

    const count = () => {
        const direct = new Map();
        document.querySelectorAll('[data-organization]').forEach((o) =>
            direct.set(o.dataset.organization, BigInt(o.dataset.elsewhere)));
        table.querySelectorAll('tbody tr').forEach((row) => {
            if (!controls(row).length) return;
            const line = lineOf(row), out = row.querySelector('.amount');
            out.textContent = line ? shown(line.amount) : '';
            if (line && line.years && line.spread !== line.amount) {
                const rest = document.createElement('small');
                rest.textContent = `${how.rest} ${shown(line.amount - line.spread)}`;
                out.append(document.createElement('br'), rest);
            }
            const source = cell(row, how.source), spender = cell(row, how.spender);
            if (!line || (source && source.value !== how.fund)) return;
            const code = spender ? spender.value : '';
            direct.set(code, (direct.get(code) || 0n) + line.amount);
        });
        let sum = 0n, support = 0n;
        for (const d of direct.values()) {
            sum += d;
            support += BudgetLive.support(d, rate);
        }
        const put = (name, v) => { const out = document.querySelector(`[data-live=${name}]`); if (out) out.textContent = shown(v); };
        put('direct', sum);
        put('support', support);
        put('total', sum + support);
    };

    const set = (control, words) => {
        const text = words.trim();
        if (control.tagName !== 'SELECT') {
            control.value = control.tagName === 'TEXTAREA' ? text : text.replace(/\s*\n\s*/g, ' ');
            return true;
        }
        const same = (x) => x.trim().toLowerCase() === text.toLowerCase();
        const option = [...control.options].find((o) => text !== '' && (same(o.value) || same(o.textContent)));
        control.value = option ? option.value : '';
        return text === '' || option !== undefined;
    };

    /* One more empty line below the last one. */
    const grow = (last) => {
        const row = last.cloneNode(true);
        row.querySelectorAll('input[type=hidden], button').forEach((x) => x.remove());
        row.cells[0].textContent = how.fresh;
        controls(row).forEach((c) => {
            const next = (s) => s.replace(/([.-])(\d+)([.-])/, (m, a, n, b) => a + (Number(n) + 1) + b);
            row.querySelectorAll(`#${CSS.escape(c.id)}-help`).forEach((h) => { h.id = next(h.id); h.textContent = ''; });
            c.setAttribute('aria-describedby', next(c.getAttribute('aria-describedby')));
            c.id = next(c.id);
            c.name = next(c.name);
            c.value = '';
        });
        last.after(row);
        return row;
    };

    /* --- what is typed and not saved --- */

    const form = table.closest('form'), left = document.getElementById('left');
    const place = (key) => `letsema lines ${key}`;
    const own = form.elements.draft.value || Array.from(crypto.getRandomValues(new Uint8Array(16)),
        (x) => 'abcdefghjkmnpqrs'[x & 15]).join('');
    const idOf = (row) => row.querySelector('input[type=hidden][name$=".line"]')?.value ?? '';
    const columnOf = (control) => control.name.split('.').pop();
    /* As the page came; a page that came back because it could not be saved has nothing saved in it. */
    const first = new Map(), unsaved = form.elements.draft.value !== '';
    const firstOf = (control) => first.get(control.name) ?? '';
    table.querySelectorAll('tbody tr').forEach((row) => controls(row).forEach((c) => first.set(c.name, c.value)));
    let seen = Number(form.elements.seen.value);

    const earlier = unsaved ? JSON.parse(localStorage.getItem(place(own)) ?? 'null') : null;
    const touched = new Set(earlier ? earlier.rows.map((row) => row.line) : []);
    const changedCells = (row) => Object.fromEntries(controls(row)
        .filter((c) => c.value !== (unsaved && !idOf(row) ? '' : firstOf(c)) || (idOf(row) && touched.has(idOf(row))))
        .map((c) => [columnOf(c), c.value]));
    const store = () => {
        const rows = [...table.querySelectorAll('tbody tr')].filter((row) => controls(row).length)
            .map((row) => ({ line: idOf(row), cells: changedCells(row) }))
            .filter((row) => Object.keys(row.cells).length);
        if (!rows.length) { localStorage.removeItem(place(own)); return; }
        const entry = { who: how.who, key: own, seen, address: location.pathname + location.search, rows };
        try {
            localStorage.setItem(place(own), JSON.stringify(entry));
            document.getElementById('kept').textContent = how.kept;
        } catch { /* full or forbidden */ }
    };

    const rowFor = (line) => {
        const rows = [...table.querySelectorAll('tbody tr')].filter((row) => controls(row).length);
        if (line) return rows.find((row) => idOf(row) === line);
        const fresh = rows.filter((row) => !idOf(row));
        return fresh.find((row) => controls(row).every((c) => c.value === '')) ||
            (fresh.length ? grow(fresh[fresh.length - 1]) : undefined);
    };
    /* Into the lines that they were typed into; a line that is gone becomes a new one. The page then stands
    ** for the version that they were typed against, so that the fund asks where others changed the same. */
    const putBack = (entry) => {
        const rest = entry.rows.filter(({ line, cells }) => {
            const row = rowFor(line) || rowFor('');
            if (row) controls(row).forEach((c) => { if (columnOf(c) in cells) c.value = cells[columnOf(c)]; });
            return !row;
        });
        seen = Math.min(seen, entry.seen);
        form.elements.seen.value = seen;
        if (rest.length) localStorage.setItem(place(entry.key), JSON.stringify({ ...entry, rows: rest }));
        else localStorage.removeItem(place(entry.key));
        store();
        count();
        say(how.back);
        left.hidden = rest.length === 0;
    };

    const saved = new URLSearchParams(location.search).get('saved');
    if (saved) localStorage.removeItem(place(saved));
    const entries = Object.keys(localStorage).filter((name) => name.startsWith(place('')))
        .map((name) => JSON.parse(localStorage.getItem(name)))
        .filter((entry) => entry.who === how.who && entry.key !== own);
    const entry = entries[0];
    if (entry) {
        const [put, forget] = left.querySelectorAll('button');
        const here = entry.rows.every((row) => !row.line || rowFor(row.line)) || location.hash === '#left';
        left.hidden = false;
        put.addEventListener('click', () => {
            if (!here) { location.href = `${entry.address.replace(/[&?]saved=\w+/, '')}#left`; return; }
            putBack(entry);
        });
        forget.addEventListener('click', () => { localStorage.removeItem(place(entry.key)); left.hidden = true; });
    }
    form.addEventListener('submit', () => { form.elements.draft.value = own; store(); });
    table.addEventListener('input', store);
    table.addEventListener('change', store);

    table.addEventListener('input', count);
    table.addEventListener('paste', (event) => {
        const text = event.clipboardData.getData('text/plain'), at = event.target.closest('tr');
        if (!at || !/[\t\n]/.test(text.trim())) return;
        const heads = [...table.tHead.rows[0].cells].map((h) => h.textContent.trim().toLowerCase());
        const rows = BudgetLive.cells(text);
        if (rows.length && rows[0].filter((c) => heads.includes(c.trim().toLowerCase())).length > 1) rows.shift();
        const first = controls(at).indexOf(event.target);
        let row = at, wrong = 0, left = 0;
        event.preventDefault();
        rows.forEach((cells, i) => {
            if (i > 0 && row) {
                let next = row.nextElementSibling;
                while (next && !controls(next).length) next = next.nextElementSibling;
                const full = table.querySelectorAll('[name]').length + controls(row).length > FIELDS;
                row = next || (full ? null : grow(row));
            }
            if (!row) { left++; return; }
            const targets = controls(row).slice(first);
            cells.slice(0, targets.length).forEach((words, k) => { if (!set(targets[k], words)) wrong++; });
        });
        count();
        store();
        const told = (words, n) => `${words} ${n}.`;
        say([told(how.pasted, rows.length - left), wrong ? told(how.unknown, wrong) : '',
            left ? told(how.left, left) : ''].filter(Boolean).join(' '));
    });
    count();
});
