// Runs in a page before its own scripts, and tells when a person would see something, by the clock of the page.

/** Settles when the page has something, and has painted it. */
const seen = (sign) =>
  new Promise((resolve) => {
    const look = () => {
      if (!document.querySelector(sign)) return
      changes.disconnect()
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())))
    }
    const changes = new MutationObserver(look)
    changes.observe(document, { subtree: true, childList: true, attributes: true })
    look()
  })

const answersTo = {
  /** A scanner ends with Enter; the clock of its keys is its own. */
  scan: (then) => {
    const hear = ({ key }) => {
      if (key !== 'Enter') return
      removeEventListener('keydown', hear, true)
      then(performance.now())
    }
    addEventListener('keydown', hear, true)
  },
  /** From the touch itself, so that a busy page counts. */
  press: (then) => addEventListener('pointerup', ({ timeStamp }) => then(timeStamp), { capture: true, once: true }),
}

let frames = []
let isCounting = false

globalThis.bench = {
  /** From the address until the page has something on the screen and nothing more to do at once. */
  usable: (sign) => seen(sign).then(() => new Promise((idle) => requestIdleCallback(() => idle(performance.now())))),
  /** From the next scan or press until each of these is on the screen, one after the other. */
  expect(act, signs) {
    globalThis.bench.answered = new Promise((resolve) =>
      answersTo[act](async (began) => {
        const times = []
        for (const sign of signs) times.push((await seen(sign)) - began)
        resolve(times)
      }),
    )
  },
  countFrames() {
    frames = []
    isCounting = true
    const count = (at) => {
      frames.push(at)
      if (isCounting) requestAnimationFrame(count)
    }
    requestAnimationFrame(count)
  },
  framesCounted() {
    isCounting = false
    return frames
  },
}
