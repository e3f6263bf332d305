import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { showProgress } from '../../local/progress.ts'

beforeEach(() => {
  vi.useFakeTimers()
})

afterEach(() => {
  vi.useRealTimers()
})

function screen(isTTY: boolean) {
  const written: string[] = []
  return { isTTY, written, write: (text: string | Uint8Array) => written.push(String(text)) > 0 }
}

test('what takes less than two seconds says nothing', () => {
  for (const to of [screen(true), screen(false)]) {
    const progress = showProgress(to)
    progress.at('starting lyon')
    vi.advanceTimersByTime(1900)
    progress.end()
    vi.advanceTimersByTime(10_000)
    expect(to.written).toEqual([])
  }
})

test('a terminal shows one line that is rewritten each second and gone at the end', () => {
  const to = screen(true)
  const progress = showProgress(to)
  progress.at('synthesizing the site lyon')
  vi.advanceTimersByTime(3000)
  progress.at('starting lyon')
  vi.advanceTimersByTime(1000)
  progress.end()
  vi.advanceTimersByTime(10_000)
  const line = '\r\u001b[K'
  expect(to.written).toEqual([
    `${line}… synthesizing the site lyon (2 s)`,
    `${line}… synthesizing the site lyon (3 s)`,
    `${line}… starting lyon (4 s)`,
    line,
  ])
})

test('elsewhere there is a plain line after two seconds, and one every five', () => {
  const to = screen(false)
  const progress = showProgress(to)
  progress.at('synthesizing the site lyon')
  vi.advanceTimersByTime(8000)
  progress.end()
  expect(to.written).toEqual(['… synthesizing the site lyon (2 s)\n', '… synthesizing the site lyon (7 s)\n'])
})
