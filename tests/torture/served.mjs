// served.mjs: what tests need that load a served fund and look at it from outside: the counting of
// checks, the database read past the program, a relay that counts, the server itself, and a person on
// one connection. Used by torture.mjs and by tests/fail.
import { spawn, execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import * as http from 'node:http'
import * as net from 'node:net'
import * as path from 'node:path'

export const pause = ms => new Promise(done => setTimeout(done, ms))

// --- checks ---------------------------------------------------------------------------------------

export const tally = { passed: 0, failed: 0 }
export function check(good, words) {
  if (good) tally.passed++
  else {
    tally.failed++
    console.log(`not ok - ${words}`)
  }
  return good
}
// One check for a whole list: it names the first of what is wrong.
export function none(list, words) {
  check(list.length === 0, `${words}: ${list.length}, first ${JSON.stringify(list[0])}`)
}

// --- the sink: a relay that counts ------------------------------------------------------------------

// `sunk`: Message-ID -> times accepted.
export async function sinkStart() {
  const sunk = new Map()
  const sink = net.createServer(socket => {
    let held = '', data = false
    const say = line => socket.writable && socket.write(line + '\r\n')
    socket.on('error', () => {})
    say('220 sink')
    socket.on('data', bytes => {
      held += bytes.toString('latin1')
      for (;;) {
        const end = held.indexOf(data ? '\r\n.\r\n' : '\r\n')
        if (end < 0) return
        const text = held.slice(0, end)
        held = held.slice(end + (data ? 5 : 2))
        if (data) {
          data = false
          const id = /^Message-ID: <([^@>]*)/mi.exec(text)?.[1] ?? 'none'
          sunk.set(id, (sunk.get(id) ?? 0) + 1) // it has arrived, whatever becomes of the answer
          setTimeout(say, Math.random() * 15, '250 taken')
        } else if (/^DATA/i.test(text)) {
          data = true
          say('354 go on')
        } else if (/^QUIT/i.test(text)) {
          say('221 bye')
          socket.end()
        } else say('250 fine')
      }
    })
  })
  sink.listen(0, '127.0.0.1')
  await once(sink, 'listening')
  sink.unref()
  return { sunk, port: sink.address().port }
}

// --- the server -------------------------------------------------------------------------------------

export class Served {
  // `env` is added to the server's environment; its log is FUND/../log.
  constructor(program, fund, database, env = {}) {
    Object.assign(this, { program, fund, database, env, process: null, port: 0 })
    this.log = fs.openSync(path.resolve(fund, '..', 'log'), 'a')
  }

  // The database, read past the program.
  rows(sql) {
    const out = this.database
      ? execFileSync('psql', ['-X', '-At', '-v', 'ON_ERROR_STOP=1', '-d', this.database, '-c',
        `SELECT coalesce(json_agg(t), '[]') FROM (${sql}) t`], { maxBuffer: 1 << 28 })
      : execFileSync('sqlite3', ['-readonly', '-json', '-cmd', '.timeout 10000', path.join(this.fund, 'fund.db'), sql],
        { maxBuffer: 1 << 28 })
    const text = out.toString().trim()
    return text ? JSON.parse(text) : []
  }

  statement(sql) {
    if (this.database) execFileSync('psql', ['-X', '-q', '-d', this.database, '-c', sql])
    else execFileSync('sqlite3', ['-cmd', '.timeout 10000', path.join(this.fund, 'fund.db'), sql])
  }

  up() {
    return new Promise(done => {
      const r = http.get({ port: this.port, host: '127.0.0.1', path: '/health', timeout: 5000 },
        a => { a.resume(); done(a.statusCode === 200) })
      r.on('error', () => done(false))
    })
  }

  async start(tries = 20) {
    for (let n = 0; n < tries; n++) {
      if (!this.port || n % 5 === 4) this.port = 20000 + Math.floor(Math.random() * 12000)
      const child = this.process = spawn(this.program, ['serve', this.fund, '--listen', `127.0.0.1:${this.port}`],
        { stdio: ['ignore', this.log, this.log], env: { ...process.env, ...this.env } })
      for (let i = 0; i < 400 && this.running; i++) {
        if (await this.up()) return true
        await pause(20)
      }
      child.kill('SIGKILL')
      await pause(100)
    }
    return false
  }

  get running() {
    return this.process.exitCode === null && this.process.signalCode === null
  }

  async end(signal) {
    const gone = this.running ? once(this.process, 'exit') : null
    this.process.kill(signal)
    if (gone) await gone
  }
}

// --- one connection ---------------------------------------------------------------------------------

export class Gone extends Error {} // the connection broke under this request

// Fields are a list of [name, value]; a value that is an object is a file.
function form(fields) {
  if (!fields.some(([, v]) => typeof v === 'object'))
    return [new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded']
  const line = `part${randomBytes(8).toString('hex')}`
  const pieces = []
  for (const [name, v] of fields) {
    const file = typeof v === 'object'
    pieces.push(`--${line}\r\nContent-Disposition: form-data; name="${name}"${file ? `; filename="${v.name}"` : ''}\r\n\r\n`, file ? v.bytes : v, '\r\n')
  }
  pieces.push(`--${line}--\r\n`)
  return [Buffer.concat(pieces.map(p => Buffer.from(p))), `multipart/form-data; boundary=${line}`]
}

export class Person {
  constructor(served, role) {
    Object.assign(this, { served, role, cookie: '', token: '', agent: null, address: null })
  }

  ask(method, where, body, type) {
    this.agent ??= new http.Agent({ keepAlive: true, maxSockets: 1 })
    return new Promise((done, fail) => {
      const headers = { cookie: this.cookie }
      if (this.address) headers['x-forwarded-for'] = this.address // from elsewhere, if the server trusts us as a proxy
      if (body !== undefined) {
        headers['content-type'] = type
        headers['content-length'] = Buffer.byteLength(body)
      }
      const r = http.request({ host: '127.0.0.1', port: this.served.port, path: where, method, headers, agent: this.agent, timeout: 30000 }, a => {
        const pieces = []
        a.on('data', p => pieces.push(p))
        a.on('end', () => done({ status: a.statusCode, to: a.headers.location ?? '', cookies: a.headers['set-cookie'] ?? [],
          headers: a.headers, body: Buffer.concat(pieces).toString() }))
        a.on('error', () => fail(new Gone('reply')))
        a.on('aborted', () => fail(new Gone('reply')))
      })
      r.on('timeout', () => r.destroy())
      r.on('error', () => fail(new Gone('request')))
      r.end(body)
    })
  }

  async get(where) {
    return this.ask('GET', where)
  }

  // Once more if the connection was broken before.
  async calm(where) {
    return this.get(where).catch(() => this.get(where))
  }

  // The session's token goes with it.
  async send(where, fields) {
    return this.ask('POST', where, ...form([['token', this.token], ...fields]))
  }

  // In a demonstration anybody may sign in as any role.
  async signIn() {
    const answer = await this.ask('POST', '/sign-in/as', ...form([['role', this.role]]))
    this.cookie = answer.cookies.map(c => c.split(';')[0]).join('; ')
    await this.tokenTake()
    return answer
  }

  async tokenTake() {
    const page = await this.get('/desk/account')
    this.token = /name="token" value="([^"]*)"/.exec(page.body)?.[1] ?? ''
    if (page.status < 500)
      check(page.status === 200 && this.token !== '', `the session of ${this.role} is lost: ${page.status} ${page.to}`)
  }
}

// --- a concept note that can be sent ----------------------------------------------------------------

const table = (name, list) => list.flatMap((row, i) => Object.entries(row).map(([k, v]) => [`f.${name}.${i}.${k}`, v]))

export const sections = mark => [
  ['programme', [['f.title', mark], ['f.window', 'I'], ['f.summary', mark], ['f.situations', 'poverty'],
    ['f.situations', 'conflict'], ['f.sdg', '1'], ['f.sdg', '16']]],
  ['organizations', [['f.lead', 'example-a'], ['f.organizations', 'example-b'], ...table('partners', [
    { name: 'Example association', type: 'cbo', role: 'implementing_partner', task: 'Chooses' },
    { name: 'Example office', type: 'government', role: 'implementing_partner', task: 'Takes over' }])]],
  ['place_and_time', [['f.countries', 'NE'], ['f.places', 'Plateau'],
    ['f.start', `${new Date().getFullYear() + 1}-09-01`], ['f.months', '24']]],
  ['threats', [['f.context', 'Long.'], ['f.vital_core', 'survival'], ...table('matrix', ['food', 'health'].map((d, i) => ({
    dimension: d, threat: 'Hunger', affected: 'Families', cause: 'Distance', capacity: 'Groups', protection: 'Stores',
    empowerment: 'Mothers', organization: i ? 'example-b' : 'example-a', output: 'Stores' })))]],
  ['people', [...table('beneficiaries', [{ reach: 'direct', sex: 'female', age: 'adult', people: '2300' }]), ['f.unreached', 'Far.']]],
  ['principles', ['people_centred', 'comprehensive', 'context_specific', 'prevention_oriented', 'protection_empowerment'].map(n => [`f.${n}`, mark])],
  ['fit', ['existing', 'sustainability', 'governance', 'outreach'].map(n => [`f.${n}`, mark])],
  ['budget', [...table('budget', [{ organization: 'example-a', item: 'Works', direct: '200000.00' },
    { organization: 'example-b', item: 'Talks', direct: '100000.00' }]), ['f.amount', '321000.00'], ['f.outreach_cost', '9000.00']]],
]

export const programmesCsv = keys => 'key,title,status,organizations,countries,amount,currency,start,end\n' +
  keys.map(k => `${k},${k},ongoing,example-a;example-b,KE;UG,1200.50,USD,2019-03,2020\n`).join('')
