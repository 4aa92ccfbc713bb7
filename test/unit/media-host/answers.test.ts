import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { readS3Error } from '../../../main/media-host/answer.ts'
import { failureOfAnswer } from '../../../main/media-host/failures.ts'
import type { Bucket } from '../../../shared/model/media-host.ts'

const NOON = Date.UTC(2026, 10, 27, 12)
const bucket: Bucket = { endpoint: 'https://s3.example', region: 'us-east-1', name: 'lamp', publicBase: null, style: 'path' }
const xml = (inside: string): string => `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${inside}</Error>`
const failed = (
  status: number,
  body: string,
  { headers = {}, task = 'put' }: { headers?: Record<string, string>; task?: 'put' | 'delete' } = {},
) => failureOfAnswer({ status, headers: new Headers(headers), error: readS3Error(body) }, task, bucket, NOON).error
const refused = (field: string, code: string, values: Record<string, string | number> = {}) => ({
  kind: 'invalid-input',
  issues: [{ field, code, values }],
})

describe('What S3 says', () => {
  it('is read from its XML', () => {
    const body = xml(
      '<Code>RequestTimeTooSkewed</Code><Message>The difference &amp; so on</Message><ServerTime>2026-11-27T11:13:00Z</ServerTime>',
    )
    expect(readS3Error(body)).toEqual({
      code: 'RequestTimeTooSkewed',
      message: 'The difference & so on',
      region: null,
      serverTime: Date.UTC(2026, 10, 27, 11, 13),
    })
  })

  test.each([
    '',
    'no',
    '<html><body><h1>It works</h1></body></html>',
    '<Error></Error>',
    '<Error><Code> </Code></Error>',
    // Only what stands right below <Error> counts.
    '<x><Error><Code>NoSuchKey</Code></Error></x>',
    '<Error><a><Code>NoSuchKey</Code></a></Error>',
    '{"Code":"NoSuchKey"}',
  ])('%s says nothing', (body) => {
    expect(readS3Error(body)).toBeNull()
  })

  it('can be cut, endless or nonsense', () => {
    expect(readS3Error('<Error><Code>NoSuchBucket')?.code).toBe('NoSuchBucket')
    expect(readS3Error(`<Error><Code>${'x'.repeat(100_000)}`)?.code).toHaveLength(1_000)
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (body) => void readS3Error(`<Error><Code>${body}`)))
  })
})

describe('What it means', () => {
  test.each([
    ['NoSuchBucket', 404, refused('bucket', 'media-host-no-bucket', { bucket: 'lamp', server: 's3.example' })],
    ['InvalidAccessKeyId', 403, refused('accessKeyId', 'media-host-wrong-key')],
    ['Unauthorized', 401, refused('accessKeyId', 'media-host-wrong-key')],
    ['SignatureDoesNotMatch', 403, refused('secretAccessKey', 'media-host-wrong-secret')],
    ['InvalidRegionName', 400, refused('region', 'media-host-wrong-region', { given: 'us-east-1' })],
    ['AccessDenied', 403, refused('accessKeyId', 'media-host-no-put', { bucket: 'lamp' })],
    ['SlowDown', 503, { kind: 'platform-unavailable', reason: 'server-error', server: 's3.example', message: null }],
    ['SomethingNew', 500, { kind: 'platform-unavailable', reason: 'server-error', server: 's3.example', message: null }],
    ['SomethingNew', 400, refused('', 'media-host-refused', { server: 's3.example', said: 'SomethingNew' })],
    ['constructor', 400, refused('', 'media-host-refused', { server: 's3.example', said: 'constructor' })],
  ])('%s (%i)', (code, status, error) => {
    expect(failed(status, xml(`<Code>${code}</Code>`))).toEqual(error)
  })

  it('a refusal to delete is told from one to put', () => {
    expect(failed(403, xml('<Code>AccessDenied</Code>'), { task: 'delete' })).toEqual(
      refused('accessKeyId', 'media-host-no-delete', { bucket: 'lamp' }),
    )
  })

  it('the region that the bucket is in is named, wherever it is said', () => {
    const other = refused('region', 'media-host-other-region', { given: 'us-east-1', region: 'eu-west-3' })
    expect(failed(400, xml('<Code>AuthorizationHeaderMalformed</Code><Region>eu-west-3</Region>'))).toEqual(other)
    expect(failed(301, xml('<Code>PermanentRedirect</Code>'), { headers: { 'x-amz-bucket-region': 'eu-west-3' } })).toEqual(other)
    expect(failed(301, xml('<Code>PermanentRedirect</Code>'), { headers: { 'x-amz-bucket-region': 'us-east-1' } })).toEqual(
      refused('endpoint', 'media-host-wrong-endpoint', { region: 'us-east-1', server: 's3.example' }),
    )
  })

  it('says by how much the clock is off, by what the server says or by the time of its answer', () => {
    const skewed = (inside: string, headers: Record<string, string> = {}) =>
      failed(403, xml(`<Code>RequestTimeTooSkewed</Code>${inside}`), { headers })
    expect(skewed('<ServerTime>2026-11-27T11:13:00Z</ServerTime>')).toEqual(refused('', 'media-host-clock-ahead', { count: 47 }))
    expect(skewed('', { date: 'Fri, 27 Nov 2026 14:00:00 GMT' })).toEqual(refused('', 'media-host-clock-behind', { count: 120 }))
    expect(skewed('<ServerTime>soon</ServerTime>')).toEqual(refused('', 'media-host-clock-off'))
  })

  it('an answer that is none of S3 is said to be that, unless the server has a problem of its own', () => {
    expect(failed(404, '<html>Not found</html>')).toEqual(refused('endpoint', 'media-host-not-s3', { server: 's3.example' }))
    expect(failed(502, 'Bad gateway')).toEqual({
      kind: 'platform-unavailable',
      reason: 'server-error',
      server: 's3.example',
      message: null,
    })
  })

  it("the server's own words cannot rearrange the sentence they stand in", () => {
    const error = failed(400, xml('<Code>InvalidArgument</Code><Message>No\u202e\n<![CDATA[<b>]]>way</Message>'))
    expect(error).toEqual(refused('', 'media-host-refused', { server: 's3.example', said: 'No <b>way' }))
  })
})
