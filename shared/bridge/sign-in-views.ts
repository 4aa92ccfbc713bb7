import { z } from 'zod'
import { AppError } from '../errors.ts'
import { AccountId } from '../ids.ts'

/** Sign-in form of a network, from its connector's manifest. */
export const Network = z.object({
  platform: z.string(),
  name: z.string(),
  letter: z.string(),
  summary: z.string(),
  authMethods: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['credentials', 'oauth']),
      pasteCode: z.boolean(),
      pasteOnly: z.boolean(),
      /** What is to be created at the platform first, and the redirect addresses to register there. */
      setup: z
        .object({
          console: z.string(),
          steps: z.array(z.string()).readonly(),
          permissions: z.array(z.object({ name: z.string(), purpose: z.string() }).readonly()).readonly(),
          costs: z.string().nullable(),
          redirects: z.array(z.string()),
        })
        .nullable(),
      fields: z.array(
        z.object({
          name: z.enum(['server', 'handle', 'password', 'clientId', 'clientSecret', 'redirectUri']),
          secret: z.boolean(),
          required: z.boolean(),
          initial: z.string(),
          placeholder: z.string(),
        }),
      ),
    }),
  ),
})
export type Network = z.infer<typeof Network>

/** Where a sign-in through the browser stands. */
export const SignInFlow = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('waiting') }),
  z.object({ kind: z.literal('done'), accountId: AccountId }),
  z.object({ kind: z.literal('failed'), error: AppError }),
])
export type SignInFlow = z.infer<typeof SignInFlow>
