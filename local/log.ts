export interface LogLine {
  readonly at: string
  readonly from: string
  readonly text: string
}

export interface Log {
  write(from: string, text: string): void
  lines(): readonly LogLine[]
}

/**
 * The last lines of the functions, so that a failure can be read afterwards.
 * @param watch gets each line as it comes.
 */
export function keepLog(watch?: (line: LogLine) => void, kept = 2000): Log {
  const lines: LogLine[] = []
  return {
    write(from, text) {
      for (const part of text.split('\n')) {
        if (part.trim() === '') continue
        const line = { at: new Date().toISOString(), from, text: part }
        lines.push(line)
        watch?.(line)
      }
      if (lines.length > kept * 1.5) lines.splice(0, lines.length - kept)
    },
    lines: () => lines.slice(-kept),
  }
}
