import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { objectUrl, publicUrl, readBucket, stylesOf } from '../../../main/media-host/bucket.ts'
import { newObjectName } from '../../../main/media-host/object-name.ts'
import { AppFailure } from '../../../shared/errors.ts'

const form = { endpoint: 's3.eu-central-1.amazonaws.com', region: 'eu-central-1', bucket: 'lamp', publicBase: '' }
const at = (endpoint: string, name = 'lamp') => ({ endpoint, region: 'r', name, publicBase: null })

describe('What is typed of a bucket', () => {
  it('is https unless it says otherwise, and has no slash at its end', () => {
    expect(readBucket({ ...form, publicBase: ' cdn.juno.example/media/ ' })).toEqual({
      endpoint: 'https://s3.eu-central-1.amazonaws.com',
      region: 'eu-central-1',
      name: 'lamp',
      publicBase: 'https://cdn.juno.example/media',
    })
    expect(readBucket({ ...form, endpoint: 'http://10.0.0.4:9000/' }).endpoint).toBe('http://10.0.0.4:9000')
    expect(readBucket({ ...form, endpoint: 'https://ref.storage.example/storage/v1/s3' }).endpoint).toBe(
      'https://ref.storage.example/storage/v1/s3',
    )
  })

  it('may have the bucket at the end of the endpoint, as some consoles show it', () => {
    expect(readBucket({ ...form, endpoint: 'https://id.r2.example/lamp' }).endpoint).toBe('https://id.r2.example')
  })

  test.each([
    [{ endpoint: '' }, 'endpoint', 'media-host-endpoint-invalid'],
    [{ endpoint: 'ftp://files.example' }, 'endpoint', 'media-host-endpoint-invalid'],
    [{ endpoint: 'https://key:secret@files.example' }, 'endpoint', 'media-host-endpoint-invalid'],
    [{ endpoint: 'files.example/?list' }, 'endpoint', 'media-host-endpoint-invalid'],
    [{ bucket: 'a/b' }, 'bucket', 'media-host-bucket-invalid'],
    [{ bucket: '' }, 'bucket', 'media-host-bucket-invalid'],
    [{ region: 'eu central' }, 'region', 'media-host-region-invalid'],
    [{ publicBase: 'javascript:alert(1)' }, 'publicBase', 'media-host-base-invalid'],
  ])('%o is refused at its field', (change, field, code) => {
    const refused = () => readBucket({ ...form, ...change })
    expect(refused).toThrow(AppFailure)
    expect(refused).toThrow(expect.objectContaining({ error: { kind: 'invalid-input', issues: [{ field, code, values: {} }] } }))
  })
})

describe('Where a bucket is', () => {
  test.each([
    [at('https://s3.eu-central-1.amazonaws.com'), ['host', 'path']],
    [at('https://id.r2.cloudflarestorage.com'), ['host', 'path']],
    // A certificate for *.host does not hold for two names before it.
    [at('https://s3.eu-central-1.amazonaws.com', 'lamp.juno'), ['path']],
    [at('https://ref.storage.example/storage/v1/s3'), ['path']],
    [at('http://127.0.0.1:9000'), ['path']],
    [at('http://[::1]:9000'), ['path']],
    [at('http://localhost:9000'), ['path']],
    [at('http://nas:9000'), ['path']],
  ])('%o is tried %o', (bucket, styles) => {
    expect(stylesOf(bucket)).toEqual(styles)
  })

  it('its files have addresses', () => {
    const host = { ...at('https://s3.example'), style: 'host' as const }
    const path = { ...at('https://s3.example/storage/v1'), style: 'path' as const }
    expect(objectUrl(host, 'chirp/a.jpg').href).toBe('https://lamp.s3.example/chirp/a.jpg')
    expect(objectUrl(path, 'chirp/a.jpg').href).toBe('https://s3.example/storage/v1/lamp/chirp/a.jpg')
    expect(publicUrl(path, 'chirp/a.jpg')).toBe('https://s3.example/storage/v1/lamp/chirp/a.jpg')
    expect(publicUrl({ ...path, publicBase: 'https://cdn.example/x' }, 'chirp/a.jpg')).toBe('https://cdn.example/x/chirp/a.jpg')
  })

  it('whatever is typed is either refused or makes an address', () => {
    fc.assert(
      fc.property(fc.webUrl(), fc.string(), fc.string(), (endpoint, bucket, region) => {
        try {
          const read = readBucket({ endpoint, bucket, region, publicBase: '' })
          for (const style of stylesOf(read)) expect(objectUrl({ ...read, style }, 'chirp/x').pathname).toMatch(/chirp\/x$/)
        } catch (error) {
          expect(error).toBeInstanceOf(AppFailure)
        }
      }),
    )
  })
})

it('a name has 128 random bits and the extension of its type', () => {
  expect(newObjectName('image/jpeg')).toMatch(/^chirp\/[0-9a-f]{32}\.jpg$/)
  expect(newObjectName('video/mp4')).toMatch(/^chirp\/[0-9a-f]{32}\.mp4$/)
  expect(newObjectName('application/x-unknown')).toMatch(/^chirp\/[0-9a-f]{32}$/)
  expect(new Set(Array.from({ length: 100 }, () => newObjectName('image/png'))).size).toBe(100)
})
