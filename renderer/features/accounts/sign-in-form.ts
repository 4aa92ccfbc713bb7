import type { AppError } from '../../../shared/errors.ts'
import type { AuthMethod, Network } from '../../queries/accounts.ts'

export type FieldName = AuthMethod['fields'][number]['name']
export type FormField = AuthMethod['fields'][number]
/** What was typed, by field. */
export type FormValues = Readonly<Partial<Record<FieldName, string>>>

const ORDER: readonly FieldName[] = ['server', 'handle', 'password', 'clientId', 'clientSecret', 'redirectUri']

/** The fields of a network's form: those of all its ways to sign in, each once. */
export function fieldsOf(network: Network): readonly FormField[] {
  const all = network.authMethods.flatMap((method) => method.fields)
  return ORDER.flatMap((name) => {
    const found = all.filter((field) => field.name === name)
    const [first] = found
    return first === undefined ? [] : [{ ...first, required: found.every((field) => field.required) }]
  })
}

/** What stands in a field: what was typed, else what it begins with. */
export function valueOf(field: Pick<FormField, 'name' | 'initial'>, values: FormValues): string {
  return values[field.name] ?? field.initial
}

/** Only the fields of one way to sign in, without the spaces that came with pasting. */
export function inputFor(method: AuthMethod, values: FormValues): Record<string, string> {
  return Object.fromEntries(method.fields.map((field) => [field.name, valueOf(field, values).trim()]))
}

/** Fields that still have to be filled before this way can be tried. */
export function missingFields(method: AuthMethod, values: FormValues): readonly FieldName[] {
  return method.fields.filter((field) => field.required && valueOf(field, values).trim() === '').map((field) => field.name)
}

/** The field an error speaks of, so that it can be marked and gets the focus; null when it is about no field in particular. */
export function fieldOfError(error: AppError, fields: readonly FormField[]): FieldName | null {
  const has = (name: FieldName): FieldName | null => (fields.some((field) => field.name === name) ? name : null)
  switch (error.kind) {
    case 'invalid-input':
      return fields.find((field) => error.issues.some((issue) => issue.field === field.name))?.name ?? null
    case 'authentication':
      return error.reason === 'wrong-credentials' || error.reason === 'second-factor-needed' ? has('password') : null
    case 'platform-unavailable':
      return error.reason === 'not-this-platform' || error.reason === 'unreachable' ? has('server') : null
    default:
      return null
  }
}

/** The host of what was typed as a server, for sentences; the text itself where it is no address, null where nothing was typed. */
export function serverName(values: FormValues, fields: readonly FormField[]): string | null {
  const field = fields.find((one) => one.name === 'server')
  const typed = field === undefined ? '' : valueOf(field, values).trim()
  if (typed === '') return null
  return URL.parse(/^[a-z]+:\/\//iu.test(typed) ? typed : `https://${typed}`)?.host ?? typed
}
