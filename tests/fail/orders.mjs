// orders.mjs: the file through which a test commands fail_at.so in a running program (struct orders there).
import * as fs from 'node:fs'

const at = 0, sticky = 1, kindsWord = 2, failed = 3, counted = 4, kind = 5, clock = 6, slow = 7, cut = 8, interrupted = 9

export const READ = 1, WRITE = 2, SYNC = 4, SEND = 8, QUERY = 16

export class Orders {
  constructor(file) {
    this.file = file
    this.fd = fs.openSync(file, 'w+')
    fs.writeSync(this.fd, Buffer.alloc(10 * 8))
  }

  put(word, value) {
    const b = Buffer.alloc(8)
    b.writeBigInt64LE(BigInt(value))
    fs.writeSync(this.fd, b, 0, 8, 8 * word)
  }

  take(word) {
    const b = Buffer.alloc(8)
    fs.readSync(this.fd, b, 0, 8, 8 * word)
    return Number(b.readBigInt64LE())
  }

  // The n-th operation from now on fails; `on`: and all after it.
  fail(n, kinds = 0, on = false) {
    this.put(failed, 0)
    this.put(kindsWord, kinds)
    this.put(sticky, on ? 1 : 0)
    this.put(at, n)
  }

  // Nothing fails any more; how many did.
  sound() {
    this.put(at, 0)
    return this.take(failed)
  }

  get kind() { return this.take(kind) }
  get counted() { return this.take(counted) }
  get interrupted() { return this.take(interrupted) }
  set clock(seconds) { this.put(clock, seconds) }
  set cut(on) { this.put(cut, on ? 1 : 0) }
  set slow(ms) { this.put(slow, ms) }
}
