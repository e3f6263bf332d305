import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { released } from '../../docs/changelog.ts'
import manifest from '../../package.json' with { type: 'json' }

const root = fileURLToPath(new URL('../..', import.meta.url))
const unreleased =
  '# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A gate.\n\n## [0.1.0] - 2026-01-05\n\n- The start.\n'
const empty = '# Changelog\n\n## [Unreleased]\n\n### Added\n\n## [0.1.0] - 2026-01-05\n\n- The start.\n'

describe('The changelog', () => {
  it('has what was unreleased under the new version, and an empty section above it', () => {
    expect(released(unreleased, '0.2.0', '2026-03-02')).toBe(
      '# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2026-03-02\n\n### Added\n\n- A gate.\n\n## [0.1.0] - 2026-01-05\n\n- The start.\n',
    )
  })

  it.each([
    ['lists nothing under its headings', empty, 'lists nothing'],
    ['has no such section', '# Changelog\n', 'has no section'],
  ])('is refused when it %s', (_, text, sentence) => {
    expect(() => released(text, '0.2.0', '2026-03-02')).toThrow(sentence)
  })
})

describe('A release, in a repository of its own', () => {
  let folder: string
  const git = (...args: string[]) => execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim()
  const read = (file: string) => readFileSync(join(folder, file), 'utf8')
  const write = (file: string, text: string) => writeFileSync(join(folder, file), text)
  const commit = () => {
    git('add', '--all')
    git('commit', '--quiet', '--message', 'Begin')
  }
  const release = (version: string) =>
    spawnSync('npm', ['run', 'release', '--', version], { cwd: folder, encoding: 'utf8', env: environment() })
  /** Nothing of the npm that runs the tests may reach the one under test, nor the settings of the person who runs them. */
  const environment = () => ({
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$)/i.test(name))),
    GIT_CONFIG_GLOBAL: '/dev/null',
    npm_config_update_notifier: 'false',
  })

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'andon-release-'))
    git('init', '--quiet')
    git('config', 'user.name', 'Releaser')
    git('config', 'user.email', 'releaser@example.com')
    mkdirSync(join(folder, 'docs'))
    copyFileSync(join(root, 'docs/changelog.ts'), join(folder, 'docs/changelog.ts'))
    const { release, preversion, version } = manifest.scripts
    // As docs/generate.ts does, its documents name the version.
    const docs = "node -e \"fs.writeFileSync('docs/api.json', require('./package.json').version)\""
    const scripts = { release, preversion, version, docs }
    write('package.json', JSON.stringify({ name: 'plant', version: '0.1.0', private: true, type: 'module', scripts }))
    write('docs/api.json', '0.1.0')
    write('.gitignore', 'node_modules\n')
    write('CHANGELOG.md', unreleased)
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    commit()
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('is one commit and one tag, with the changelog and the documents of that version, and is not pushed', () => {
    git('init', '--quiet', '--bare', 'remote.git')
    write('.gitignore', 'node_modules\nremote.git\n')
    commit()
    git('remote', 'add', 'origin', join(folder, 'remote.git'))
    const { status, stderr } = release('0.2.0')
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' })
    expect(git('status', '--porcelain')).toBe('')
    expect(git('log', '-1', '--format=%s')).toBe('Release 0.2.0')
    expect(git('tag', '--points-at', 'HEAD')).toBe('v0.2.0')
    expect(git('show', '--name-only', '--format=', 'HEAD').split('\n')).toEqual([
      'CHANGELOG.md',
      'docs/api.json',
      'package.json',
    ])
    expect(read('CHANGELOG.md')).toContain(`## [Unreleased]\n\n## [0.2.0] - ${new Date().toISOString().slice(0, 7)}`)
    expect(read('docs/api.json')).toBe('0.2.0')
    expect(git('ls-remote', 'origin')).toBe('')
  })

  it.each([
    ['a tree with changes', () => write('docs/api.json', 'changed'), 'not clean'],
    [
      'a changelog with nothing unreleased',
      () => {
        write('CHANGELOG.md', empty)
        commit()
      },
      'nothing to release',
    ],
  ])('refuses %s, and changes nothing', (_, spoil, sentence) => {
    spoil()
    const [head, status] = [git('rev-parse', 'HEAD'), git('status', '--porcelain')]
    const refused = release('0.2.0')
    expect(refused.status).not.toBe(0)
    expect(refused.stderr).toContain(sentence)
    expect([git('rev-parse', 'HEAD'), git('status', '--porcelain'), git('tag')]).toEqual([head, status, ''])
    expect(read('package.json')).toContain('"0.1.0"')
  })
})
