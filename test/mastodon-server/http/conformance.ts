import { readFileSync } from 'node:fs'
import { OpenAPIValidator, type AjvCustomizer, type Document } from 'openapi-backend'

/** An answer that is not what the schema says. */
export interface Violation {
  readonly operation: string
  readonly status: number
  readonly path: string
  readonly problems: readonly string[]
}

export interface Conformance {
  /** The operation of a method and a path template, or null when the schema has none. */
  readonly operationOf: (method: string, template: string) => string | null
  /** Problems of an answer, empty when it is right or when the schema says nothing of it. */
  readonly check: (operation: string, status: number, body: unknown) => readonly string[]
}

const SCHEMA = new URL('../../fixtures/conformance/mastodon-openapi/schema.json', import.meta.url)

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * References are pointed at the one copy of the schema, for statuses hold statuses and cannot be written out.
 * Two corrections, and one loosening. `oneOf` becomes `anyOf`: a quote with its status is also a shallow quote, since
 * unknown members are allowed, so `oneOf` refuses every quote. An address may be empty: Mastodon's preview cards have
 * empty `author_url` and `embed_url`. Without `required`, fields newer than a server may be missing.
 */
function adapt(value: unknown, keepRequired: boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => adapt(one, keepRequired))
  if (!isRecord(value)) return value
  const out: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'example' || key === 'examples') continue
    if (key === 'required' && Array.isArray(inner) && !keepRequired) continue
    if (key === 'format' && (inner === 'iso-639-1' || inner === 'uri')) continue
    if (key === '$ref' && typeof inner === 'string') out[key] = `mastodon${inner}`
    else out[key === 'oneOf' ? 'anyOf' : key] = adapt(inner, keepRequired)
  }
  if (value['format'] === 'uri') out['pattern'] = '^([a-z][a-z0-9+.-]*:.*)?$'
  return out
}

const made = new Map<boolean, Conformance>()

/** The checker, made once per strictness. Refusals are held against `{ error }`, since the schema's 422 asks for `details` where Mastodon has none. */
export function openConformance(keepRequired: boolean): Conformance {
  const known = made.get(keepRequired)
  if (known !== undefined) return known
  // Parsed by the validator itself; its type is only a promise of the file.
  const definition = adapt(JSON.parse(readFileSync(SCHEMA, 'utf8')), keepRequired) as Document
  const withSchema: AjvCustomizer = (ajv) => {
    ajv.addSchema({ components: definition.components }, 'mastodon')
    return ajv
  }
  const validator = new OpenAPIValidator({
    definition,
    lazyCompileValidators: true,
    ajvOpts: { strict: false, allErrors: true, validateFormats: false },
    customizeAjv: withSchema,
  })
  const operations = new Map<string, { readonly id: string; readonly statuses: ReadonlySet<string> }>()
  for (const [template, methods] of Object.entries(definition.paths ?? {})) {
    for (const [method, operation] of Object.entries(methods ?? {})) {
      if (!isRecord(operation) || typeof operation['operationId'] !== 'string' || !isRecord(operation['responses'])) continue
      const withBody = Object.entries(operation['responses'])
        .filter(([, response]) => isRecord(response) && isRecord(response['content']))
        .map(([status]) => status)
      operations.set(`${method.toUpperCase()} ${template.replaceAll(/\{[^}]+\}/g, '{}')}`, {
        id: operation['operationId'],
        statuses: new Set(withBody),
      })
    }
  }
  const byId = new Map([...operations.values()].map((operation) => [operation.id, operation]))
  const conformance: Conformance = {
    operationOf: (method, template) => operations.get(`${method} ${template.replaceAll(/\{[^}]+\}/g, '{}')}`)?.id ?? null,
    check: (operation, status, body) => {
      if (status >= 400) return isRecord(body) && typeof body['error'] === 'string' ? [] : ['a refusal without a text in `error`']
      if (byId.get(operation)?.statuses.has(String(status)) !== true) return []
      const result = validator.validateResponse(body, operation, status)
      return result.valid
        ? []
        : (result.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''} ${JSON.stringify(error.params)}`)
    },
  }
  made.set(keepRequired, conformance)
  return conformance
}
