// editors.mjs: so many editors at once, each with a session, a connection and a proposal of their own,
// save a section of the form again and again: the next save begins when the last one is acknowledged.
//   node bench/editors.mjs URL EDITORS SECONDS NAME
// Needs a demonstration, whose sign-in page gives sessions away. Prints
// "figures MEDIAN_US P99_US SAVES DURATION_US FAULTS VERSIONS": so many versions of the proposals whose
// titles begin with NAME must be in the database, for each was acknowledged.
import * as http from 'node:http'

const [address, editorsWord, secondsWord, name] = process.argv.slice(2)
const { hostname, port } = new URL(address)
const took = [] // microseconds of each acknowledged save
let faults = 0

class Editor {
  constructor(number) {
    this.number = number
    this.title = `${name} ${number}`
    this.seen = 0
    this.cookie = ''
    this.agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
  }

  ask(method, path, fields) {
    const body = fields && new URLSearchParams(fields).toString()
    const headers = { cookie: this.cookie }
    if (body !== undefined) {
      headers['content-type'] = 'application/x-www-form-urlencoded'
      headers['content-length'] = Buffer.byteLength(body)
    }
    return new Promise((done, fail) => {
      const r = http.request({ hostname, port, path, method, headers, agent: this.agent }, a => {
        const pieces = []
        a.on('data', p => pieces.push(p))
        a.on('end', () => done({ status: a.statusCode, to: a.headers.location ?? '',
          cookies: a.headers['set-cookie'] ?? [], body: Buffer.concat(pieces).toString() }))
        a.on('error', fail)
      })
      r.on('error', fail)
      r.end(body)
    })
  }

  async begin(call) {
    const signed = await this.ask('POST', '/sign-in/as', [['role', 'lead']])
    this.cookie = signed.cookies.map(c => c.split(';')[0]).join('; ')
    const account = await this.ask('GET', '/desk/account')
    this.token = /name="token" value="([^"]*)"/.exec(account.body)[1]
    const made = await this.ask('POST', `/desk/calls/${call}/proposals`,
      [['token', this.token], ['title', this.title], ['lead', 'example-a']])
    if (made.status !== 303) throw new Error(`a proposal was answered with ${made.status}`)
    this.code = made.to.split('/')[3]
    const form = await this.ask('GET', `/desk/proposals/${this.code}/form/programme`)
    this.seen = Number(/name="seen" value="(\d+)"/.exec(form.body)[1])
  }

  // The text differs each time: the same text again would be no new version.
  async save() {
    const text = `${this.seen + 1}. ` + 'Families, the council and the clinic agree what is done first. '.repeat(12)
    const began = process.hrtime.bigint()
    const answer = await this.ask('POST', `/desk/proposals/${this.code}/form/programme`,
      [['token', this.token], ['seen', `${this.seen}`], ['act', 'save'], ['f.title', this.title],
        ['f.window', 'I'], ['f.summary', text], ['f.situations', 'poverty'], ['f.sdg', '1'], ['f.sdg', '16']])
    if (answer.status !== 303) {
      if (!faults++) console.error(`# a save was answered with ${answer.status}`)
      return
    }
    took.push(Number((process.hrtime.bigint() - began) / 1000n))
    this.seen++
  }

  async work(until) {
    while (performance.now() < until) await this.save()
  }
}

const editors = Array.from({ length: Number(editorsWord) }, (_, i) => new Editor(i + 1))
const calls = await editors[0].ask('GET', '/calls.json')
const call = JSON.parse(calls.body).items.find(c => c.phase === 'open').code
for (const e of editors) await e.begin(call)
const began = performance.now()
await Promise.all(editors.map(e => e.work(began + 1000 * Number(secondsWord))))
const duration = Math.round(1000 * (performance.now() - began))
took.sort((a, b) => a - b)
const at = part => took[Math.min(took.length - 1, Math.floor(part * took.length))] ?? 0
const versions = editors.reduce((n, e) => n + e.seen, 0)
console.log(`figures ${at(0.5)} ${at(0.99)} ${took.length} ${duration} ${faults} ${versions}`)
process.exit(0)
