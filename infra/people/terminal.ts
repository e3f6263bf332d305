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
  const typed = process.stdin.isTTY === true
  const lines = createInterface({ input: process.stdin, output: echo, terminal: typed })
  lines.on('SIGINT', () => process.exit(130))
  // Answers from a file or a program may be there before they are asked for.
  const given = typed ? undefined : lines[Symbol.asyncIterator]()
  const nextOf = async (question: string, iterator: NodeJS.AsyncIterator<string>) => {
    out.write(`${question}\n`)
    const { value, done } = await iterator.next()
    if (done) throw new Mistake(`Nobody answered "${question.trim()}": run this at a terminal.`)
    return value
  }
  const typedAfter = async (question: string, hidden: boolean) => {
    if (!hidden) return lines.question(question)
    out.write(question)
    silent = true
    const answer = await lines.question('').finally(() => {
      silent = false
    })
    out.write('\n')
    return answer
  }
  return {
    say: (line) => void out.write(`${line}\n`),
    ask: async (question, hidden = false) =>
      (await (given === undefined ? typedAfter(question, hidden) : nextOf(question, given))).trim(),
    close: () => lines.close(),
  }
}
