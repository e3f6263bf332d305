/** Prints the present step for a waiting person, once it takes longer than two seconds. */
export interface Progress {
  /** Sets the present step: `starting the site lyon`. */
  at(what: string): void
  end(): void
}

/** Shorter steps print nothing. */
const quietMs = 2000
/** A terminal shows each second. Elsewhere every line stays, so one line in five seconds is enough. */
const terminalMs = 1000
const linesMs = 5000

const eraseLine = '\r\u001b[K'

/** On a terminal, one line that is rewritten and disappears at the end; elsewhere plain lines. */
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
  // The timer does not keep the process alive.
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
