/** Tells whoever waits what is being done, once it takes longer than two seconds. */
export interface Progress {
  /** What is being done from now on: `starting the site lyon`. */
  at(what: string): void
  /** Nothing is to be told any more. */
  end(): void
}

/** Below it nobody wonders whether anything happens. */
const quietMs = 2000
/** A terminal shows each second; elsewhere each line stays, and five seconds are often enough. */
const terminalMs = 1000
const linesMs = 5000

const eraseLine = '\r\u001b[K'

/** On a terminal in one line that is rewritten, which is gone at the end; in plain lines elsewhere. */
export function showProgress(to: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr): Progress {
  const began = Date.now()
  const seconds = () => Math.round((Date.now() - began) / 1000)
  let what = 'starting'
  let timer: NodeJS.Timeout | undefined
  let told = false
  const tell = () => {
    told = true
    to.write(to.isTTY ? `${eraseLine}… ${what} (${seconds()} s)` : `… ${what} (${seconds()} s)\n`)
    again(to.isTTY ? terminalMs : linesMs)
  }
  // It keeps nothing alive: what is over needs no word.
  const again = (milliseconds: number) => {
    timer = setTimeout(tell, milliseconds).unref()
  }
  again(quietMs)
  return {
    at(now) {
      what = now
    },
    end() {
      clearTimeout(timer)
      if (to.isTTY && told) to.write(eraseLine)
    },
  }
}
