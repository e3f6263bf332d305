import { spawn } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'andon-deploy-test-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The check with only those commands on its path that the test puts there. */
function check() {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/deploy/main.ts'], {
    cwd: resolve(import.meta.dirname, '../..'),
    env: { ...process.env, PATH: folder, TMPDIR: folder, ANDON_CHECK_CACHE: '' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      said += text
    })
  const ended = new Promise<number | null>((done) => child.once('close', done))
  return { child, ended, said: () => said }
}

function python(script: string): void {
  symlinkSync('/bin/sh', join(folder, 'sh'))
  writeFileSync(join(folder, 'python3'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, 'python3'), 0o755)
}

const left = () => readdirSync(folder).filter((name) => name.startsWith('andon-check-deploy-'))

describe('npm run check:deploy', () => {
  test('says that it is skipped where there is no Python, and is no failure', async () => {
    const { ended, said } = check()
    expect(await ended).toBe(0)
    expect(said()).toMatch(/SKIPPED: .* has checked nothing\. There is no Python 3\.11 or later\./)
    expect(left()).toEqual([])
  })

  test('does not take an older Python', async () => {
    python('echo 3.10.12')
    const { ended, said } = check()
    expect([await ended, said()]).toEqual([0, expect.stringContaining('There is no Python 3.11')])
  })

  test('ends what it has started and takes its folder away when it is interrupted', async () => {
    // It says its version, and then takes for ever to make an environment.
    python(
      `case "$*" in *venv*) echo $$ > ${folder}/pid; while :; do read -t 1 never < /dev/zero; done;; *) echo 3.11.0;; esac`,
    )
    const { child, ended } = check()
    await vi.waitFor(() => expect(existsSync(join(folder, 'pid'))).toBe(true), { timeout: 20_000 })
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'))
    child.kill('SIGINT')
    expect(await ended).toBe(130)
    expect(left()).toEqual([])
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })
})
