/**
 * `npm run release` edits CHANGELOG.md by this file. `npm version` runs it twice: first with `check`, before anything changes, and then with the new
 * version in package.json, to move the unreleased entries under that version.
 */
import { readFileSync, writeFileSync } from 'node:fs'

const heading = '## [Unreleased]\n'

/**
 * The changelog with its unreleased section under the heading of a version.
 * @param date `2026-03-02`
 * @throws when no change is listed there: a release that changes nothing is a mistake.
 */
export function released(changelog: string, version: string, date: string): string {
  const [before, after] = changelog.split(heading)
  if (before === undefined || after === undefined) throw new Error('CHANGELOG.md has no section "## [Unreleased]".')
  const [section = ''] = after.split(/^## /m)
  if (!/^- /m.test(section)) throw new Error('CHANGELOG.md lists nothing under "## [Unreleased]": nothing to release.')
  return `${before}${heading}\n## [${version}] - ${date}\n${after}`
}

if (import.meta.main) {
  const file = 'CHANGELOG.md'
  const { version }: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'))
  try {
    const text = released(readFileSync(file, 'utf8'), version, new Date().toISOString().slice(0, 10))
    if (process.argv[2] !== 'check') writeFileSync(file, text)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
