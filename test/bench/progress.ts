const firstWordAfterMs = 2000

/** Does the work, and reports on standard error that it continues when it takes longer than two seconds. */
export async function told<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  const began = performance.now()
  const seconds = () => Math.round((performance.now() - began) / 1000)
  const timer = setInterval(() => console.error(`  … ${what} (${seconds()} s)`), firstWordAfterMs)
  try {
    return await work()
  } finally {
    clearInterval(timer)
  }
}
