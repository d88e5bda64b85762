// crawl.mjs: finds the public pages from a server's home pages on, the way a reader's browser would
// ask for them, and keeps what each weighs on the wire. Used by walk.mjs.
import http from 'node:http';
import { gunzipSync } from 'node:zlib';

// One GET over a connection of its own; bytes counts everything that came, head and compressed body.
export function get(url, headers = {}) {
    return new Promise((resolve, reject) => {
        const request = http.get(url, { agent: false, headers: { 'accept-encoding': 'gzip', accept: 'text/html', ...headers } },
            (reply) => {
                const parts = [];
                reply.on('data', (part) => parts.push(part));
                reply.on('end', () => {
                    const raw = Buffer.concat(parts);
                    const zipped = reply.headers['content-encoding'] === 'gzip';
                    resolve({ status: reply.statusCode, headers: reply.headers, bytes: reply.socket.bytesRead,
                        body: zipped && raw.length ? gunzipSync(raw) : raw });
                });
            });
        request.setTimeout(20000, () => request.destroy(new Error(`${url}: no answer in 20 s`)));
        request.on('error', reject);
    });
}

function linksOf(html, from, base) {
    const links = [];
    for (const [, href] of html.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)) {
        const url = new URL(href.replaceAll('&amp;', '&'), from);
        url.hash = '';
        if (url.origin === base) links.push(url.href);
    }
    return links;
}

// Pages of one kind look alike: the address with its names and codes left out.
export function shapeOf(url) {
    const { pathname, search } = new URL(url);
    const parts = pathname.split('/').filter(Boolean);
    const lang = parts[0]?.length === 2 ? parts.shift() : 'en';
    return `${lang} /${parts.length > 1 ? `${parts[0]}${'/*'.repeat(parts.length - 1)}` : parts.join('')}${search ? '?' : ''}`;
}

// Up to `most` HTML pages, and the first reply of every other address that is linked. The desk, the
// demonstration's own pages and one-time links are no public pages.
export async function crawl(base, most) {
    const begin = [`${base}/`, `${base}/fr/`.replace(/\/$/, '')];
    const queue = begin.map((url) => ({ url, from: 'the beginning' }));
    const seen = new Set(begin);
    const variants = new Map(); // path → how many of its query strings were taken
    const pages = [];
    const others = [];
    while (queue.length && pages.length < most) {
        const { url, from } = queue.shift();
        const reply = await get(url);
        const entry = { url, from, ...reply };
        const location = reply.headers.location;
        if (reply.status >= 300 && reply.status < 400 && location) {
            const next = new URL(location, url).href;
            if (!seen.has(next) && new URL(next).origin === base) {
                seen.add(next);
                queue.push({ url: next, from: url });
            }
            continue;
        }
        if (!(reply.headers['content-type'] ?? '').startsWith('text/html')) {
            others.push(entry);
            continue;
        }
        entry.html = reply.body.toString('utf8');
        pages.push(entry);
        for (const link of linksOf(entry.html, url, base)) {
            const { pathname, search } = new URL(link);
            if (seen.has(link) || /^\/(desk|demo|u|static)(\/|$)/.test(pathname)) continue;
            const taken = variants.get(pathname) ?? 0;
            if (search && taken >= 3) continue;
            variants.set(pathname, taken + (search ? 1 : 0));
            seen.add(link);
            queue.push({ url: link, from: url });
        }
    }
    return { pages, others };
}
