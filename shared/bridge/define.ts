import type { z } from 'zod'

/** One call of the bridge: a query changes nothing, a command may. */
export type Call = { readonly kind: 'query' | 'command'; readonly input: z.ZodType; readonly output: z.ZodType }

export function query<Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output) {
  return { kind: 'query', input, output } as const
}

export function command<Input extends z.ZodType, Output extends z.ZodType>(input: Input, output: Output) {
  return { kind: 'command', input, output } as const
}
