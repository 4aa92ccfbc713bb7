import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { openLog, redact } from '../../../main/core/log.ts'

const directory = mkdtempSync(join(tmpdir(), 'chirp-log-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

test.each([
  ['Authorization: Bearer abc.def-123', 'Authorization: Bearer [redacted]'],
  ['DPoP eyJhbGciOi.eyJzdWIi.sig', 'DPoP [redacted]'],
  ['token eyJhbGciOiJI.eyJzdWIiOiIx.abc', 'token [redacted]'],
  ['GET https://a.example/cb?code=s3cret&state=x', 'GET https://a.example/cb?code=[redacted]&state=[redacted]'],
  ['https://user:pass@a.example/', 'https://[redacted]@a.example/'],
  ['tried abcd-efgh-ijkl-mnop', 'tried [redacted]'],
])('a log line loses its credentials: %s', (line, expected) => {
  expect(redact(line)).toBe(expected)
})

test('secrets never reach the file, however they are handed over', async () => {
  const log = openLog(directory)
  const error = new Error('request failed with Bearer topsecret1', { cause: { accessToken: 'topsecret2' } })
  log.error('It failed for https://a.example/?code=topsecret3', {
    error,
    password: 'topsecret4',
    deep: { session: { refreshJwt: 'topsecret5' } },
    list: ['Bearer topsecret6'],
  })
  await log.close()
  const text = readFileSync(join(directory, 'chirp.log'), 'utf8')
  expect(text).toContain('It failed for https://a.example/?code=[redacted]')
  expect(text).not.toContain('topsecret')
  expect(log.tail().join('\n')).not.toContain('topsecret')
})
