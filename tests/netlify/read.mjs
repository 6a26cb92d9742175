// Prints what Netlify's own parsers make of a site's settings, as JSON:
//   node tests/netlify/read.mjs FOLDER CONTEXT [PACKAGE] [PUBLISHED]
// FOLDER holds netlify.toml, CONTEXT is production, deploy-preview or branch-deploy, PACKAGE is the folder of
// another netlify.toml ("package directory"), PUBLISHED a built tree with _headers and _redirects in it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { resolveConfig } from '@netlify/config'
import { parseAllHeaders } from '@netlify/headers-parser'
import { parseAllRedirects } from '@netlify/redirect-parser'

const [folder, context, packagePath = '', published = ''] = process.argv.slice(2)

const { config, configPath, buildDir } = await resolveConfig({
  repositoryRoot: folder,
  cwd: folder,
  packagePath: packagePath || undefined,
  context,
  branch: context === 'production' ? 'main' : 'a-branch',
  mode: 'buildbot',
  offline: true,
  buffer: true
})
const answer = { configPath, buildDir, build: config.build, errors: [] }

if (published) {
  const headers = await parseAllHeaders({
    headersFiles: [join(published, '_headers')],
    configHeaders: config.headers,
    minimal: true
  })
  const redirects = await parseAllRedirects({
    redirectsFiles: [join(published, '_redirects')],
    configRedirects: config.redirects,
    minimal: true
  })
  answer.headers = headers.headers
  answer.redirects = redirects.redirects
  answer.errors = [...headers.errors, ...redirects.errors].map(String)
  answer.files = Object.fromEntries(['_headers', '_redirects'].map(name => [name, existsSync(join(published, name))]))
}
console.log(JSON.stringify(answer, null, 2))
