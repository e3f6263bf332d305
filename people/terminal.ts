import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { Mistake } from './mistake.ts'

export interface Terminal {
  say(line: string): void
  /** Asks for one line. What is `hidden` does not appear while it is typed. */
  ask(question: string, hidden?: boolean): Promise<string>
}

/** @param out where sentences and questions go; the answers come from the standard input. */
export function openTerminal(out: NodeJS.WritableStream): Terminal & { close(): void } {
  let silent = false
  const echo = new Writable({
    write(chunk, _, done) {
      if (!silent) out.write(chunk)
      done()
    },
  })
  const terminal = process.stdin.isTTY === true
  const lines = createInterface({ input: process.stdin, output: echo, terminal })
  // Lines may come before they are asked for, and the input may end.
  const next = lines[Symbol.asyncIterator]()
  return {
    say: (line) => void out.write(`${line}\n`),
    async ask(question, hidden = false) {
      out.write(question)
      silent = hidden
      const { value, done } = await next.next()
      silent = false
      if (hidden || !terminal) out.write('\n')
      if (done) throw new Mistake(`Nobody answered "${question.trim()}": run this at a terminal.`)
      return value.trim()
    },
    close: () => lines.close(),
  }
}
