// npm run docs: writes the pages under docs/ that come from data.
import { writeFileSync } from 'node:fs'
import { writtenPages } from './pages.ts'

for (const [path, page] of Object.entries(writtenPages())) {
  writeFileSync(path, page)
  console.log(path)
}
