import { expect, test } from 'vitest'
import { describeSignInFailure } from '../../../renderer/features/accounts/describe-sign-in-failure.ts'
import { AppFailure } from '../../../shared/errors.ts'

const describeHandle = (code: string, values: Readonly<Record<string, string>> = {}): string =>
  describeSignInFailure(new AppFailure({ kind: 'invalid-input', issues: [{ field: 'handle', code, values }] }), 'Example')

test('a handle that is missing is asked for', () => {
  expect(describeHandle('required')).toBe('Write your handle.')
})

test('of one that was written, or could be several, it is said what is wrong and what there is', () => {
  expect(describeHandle('handle-unknown', { handle: 'ann' })).toBe('Nobody is called ann.')
  expect(describeHandle('page-needed', { pages: 'Bakery (1), Mill (2)' })).toBe(
    'You manage several pages: Bakery (1), Mill (2). Write the name or the id of one, and sign in again.',
  )
})
