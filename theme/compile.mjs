// Compiles the theme's style sheets and script to theme/compiled/: theme/nhsuk.scss, theme/assets/smile.css, theme/smile.js.
// What it reads of other people's work comes from node_modules; nothing of that is kept in the repository.
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const theme = dirname(fileURLToPath(import.meta.url))
const root = dirname(theme)
const modules = join(root, 'node_modules')

/** Style sheet: one compressed line, without web fonts and without an address outside the site. */
async function styles () {
  const sass = await import('sass')
  const { css } = sass.compile(join(theme, 'nhsuk.scss'), {
    loadPaths: [modules, theme],
    style: 'compressed',
    quietDeps: true,
    logger: { warn: (message, { span }) => console.error(`${place(span)}: warning: ${message}`) }
  })
  // Frutiger is licensed and is fetched from a third party: Arial, the fallback, is what readers see
  const plain = css.replace(/@font-face\s*\{[^}]*\}/g, '')
  const outside = plain.match(/(?:url\(\s*["']?|@import\s+["']?)(?:https?:)?\/\/[^"')]*/i)
  if (outside) throw new Error(`theme/nhsuk.scss: the style sheet fetches from elsewhere: ${outside[0]}`)
  return plain
}

/** Our own style sheet: small, and without what browsers of the last years cannot read, such as nested rules. */
async function own () {
  const { transform } = await import('esbuild')
  const file = join(theme, 'assets', 'smile.css')
  const target = ['chrome100', 'safari15', 'firefox100']
  const { code } = await transform(readFileSync(file, 'utf8'), { loader: 'css', minify: true, target, sourcefile: file, logLevel: 'silent' })
  return code
}

/** Script: one file that any browser of the last years runs, licence comments at its end. */
async function script () {
  const { build } = await import('esbuild')
  const result = await build({
    entryPoints: [join(theme, 'smile.js')],
    absWorkingDir: root,
    nodePaths: [modules],
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2020',
    legalComments: 'eof',
    logLevel: 'silent',
    write: false
  })
  return result.outputFiles[0].text
}

/** The design system's terms, as its package states them, and the text of the licence they name. */
function licence () {
  const home = join(modules, 'nhsuk-frontend')
  const { name, version, license } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  const file = readdirSync(home).find(entry => /^licen[cs]e/i.test(entry))
  const stated = file
    ? readFileSync(join(home, file), 'utf8')
    : readFileSync(join(home, 'README.md'), 'utf8').split(/^## Licence\s*$/m)[1]?.split(/^## /m)[0]
  if (!stated || license !== 'MIT') throw new Error(`${name} ${version} no longer states its licence as MIT`)
  const terms = readFileSync(join(root, 'LICENSE'), 'utf8').split(/^Copyright .*$/m)[1]
  return `${name} ${version}\n\n${stated.trim()}\n\nThe MIT licence\n\n${terms.trim()}\n`
}

/** Where something is: theme/nhsuk.scss:3:5 */
function place (span) {
  if (!span?.url) return 'theme'
  return `${relative(root, fileURLToPath(span.url))}:${span.start.line + 1}:${span.start.column + 1}`
}

/** Each problem in a line: the file, the line, the column and what is wrong. */
function problems (error) {
  if (error.sassMessage) return [`${place(error.span)}: ${error.sassMessage}`]
  if (error.errors) {
    return error.errors.map(({ location: at, text }) => at ? `${at.file}:${at.line}:${at.column + 1}: ${text}` : text)
  }
  return [error.message]
}

/** Write all files or none, each whole: a reader never finds half a style sheet. */
function save (files) {
  const folder = join(theme, 'compiled')
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, `${name}.part`), text)
  for (const name of Object.keys(files)) renameSync(join(folder, `${name}.part`), join(folder, name))
}

try {
  for (const name of ['nhsuk.scss', 'smile.js', join('assets', 'smile.css')]) {
    if (!existsSync(join(theme, name))) throw new Error(`theme/${name} is missing`)
  }
  const [css, mine, js] = await Promise.all([styles(), own(), script()])
  save({ 'nhsuk.css': css, 'smile.css': mine, 'smile.js': js, 'nhsuk-frontend-licence.txt': licence() })
} catch (error) {
  for (const problem of problems(error)) console.error(problem)
  process.exitCode = 1
}
