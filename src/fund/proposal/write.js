/* write.js: keeps what is typed into a section of a form. Every text goes first into this browser's own
   store and then to the fund, numbered, so that a broken line, a closed window or a text that comes twice
   loses nothing and overwrites nothing. What the fund has kept leaves the store. Without this script the
   page works by its buttons alone. */
(() => {
    const form = document.querySelector('form[data-keep]');
    if (!form) return;
    const say = document.getElementById('kept');
    const { keep, who } = form.dataset;
    const key = form.elements.draft.value;
    const seen = Number(form.elements.seen.value);
    const place = (name) => `letsema text ${name}`;
    const quiet = 1200, longest = 30000;
    let number = Number(form.elements.seq.value);
    let changed = false, sending = false, leaving = false, timer = 0, wait = quiet;

    /* Files go with the save only; the session's token is put in when it is sent. */
    function text(n) {
        const all = new URLSearchParams();
        for (const [name, value] of new FormData(form))
            if (typeof value === 'string' && name !== 'act' && name !== 'token') all.append(name, value);
        all.set('seq', n);
        return all;
    }

    function store(n) {
        const entry = { who, keep, key, number: n, text: text(n).toString() };
        try { localStorage.setItem(place(key), JSON.stringify(entry)); } catch { /* full or forbidden */ }
    }

    function unstore(name, n) {
        const entry = JSON.parse(localStorage.getItem(place(name)) ?? 'null');
        if (entry && entry.number <= n) localStorage.removeItem(place(name));
    }

    function post(address, body, last) {
        const all = new URLSearchParams(body);
        all.set('token', form.elements.token.value);
        return fetch(address, { method: 'POST', body: all, keepalive: last,
            headers: { accept: 'application/json' } });
    }

    function soon(ms) {
        clearTimeout(timer);
        timer = setTimeout(send, ms);
    }

    async function send() {
        if (sending || leaving || !changed) return;
        const n = ++number;
        form.elements.seq.value = n;
        changed = false;
        sending = true;
        store(n);
        try {
            const reply = await post(keep, text(n), false);
            if (reply.ok && !reply.redirected) {
                const kept = await reply.json();
                unstore(key, n);
                wait = quiet;
                say.textContent = `${form.dataset.kept} ${new Date(kept.at).toLocaleTimeString([],
                    { hour: '2-digit', minute: '2-digit' })}`;
                if (kept.number > seen) say.textContent += ` ${form.dataset.newer}`;
            } else if (reply.status === 503 || reply.status === 429) {
                throw new Error('busy');
            } else {
                say.textContent = form.dataset.refused;
                wait = longest;
                changed = true;
            }
        } catch {
            say.textContent = form.dataset.waiting;
            wait = Math.min(wait * 2, longest);
            changed = true;
        }
        sending = false;
        if (changed) soon(wait);
    }

    function typed() {
        changed = true;
        store(number + 1);
        if (!sending) soon(wait);
    }
    form.addEventListener('input', typed);
    form.addEventListener('change', typed);
    addEventListener('online', () => { wait = quiet; if (changed) soon(0); });

    /* The save takes the number with it: what is still on its way then comes too late to matter. */
    form.addEventListener('submit', () => {
        leaving = true;
        form.elements.seq.value = ++number;
        store(number);
    });
    addEventListener('pagehide', () => {
        if (leaving || !changed) return;
        store(++number);
        post(keep, text(number), true).catch(() => {});
    });
    addEventListener('pageshow', (event) => { if (event.persisted) leaving = false; });

    /* Texts of this person and section that the fund had not confirmed when their page went away. */
    async function leftover(entry) {
        const reply = await post(entry.keep, entry.text, false);
        if (!reply.ok || reply.redirected) return;
        const kept = await reply.json();
        unstore(entry.key, entry.number);
        if (!kept.news) return;
        const left = document.getElementById('left');
        const link = left.querySelector('a');
        link.search = `?draft=${entry.key}`;
        left.hidden = false;
    }
    /* A page that is opened again with the key of its draft must not write over what is still here. */
    function renamed(entry) {
        const letters = crypto.getRandomValues(new Uint8Array(16));
        const other = Array.from(letters, (x) => 'abcdefghjkmnpqrs'[x & 15]).join('');
        const all = new URLSearchParams(entry.text);
        all.set('draft', other);
        localStorage.setItem(place(other), JSON.stringify({ ...entry, key: other, text: all.toString() }));
        localStorage.removeItem(place(entry.key));
        return { ...entry, key: other, text: all.toString() };
    }

    for (const name of Object.keys(localStorage)) {
        if (!name.startsWith(place(''))) continue;
        const entry = JSON.parse(localStorage.getItem(name));
        if (entry.who !== who) continue;
        if (entry.key !== key) leftover(entry).catch(() => {});
        else if (entry.number > number) leftover(renamed(entry)).catch(() => {});
        else localStorage.removeItem(name);
    }
})();
