import { AppFailure, type AppError } from '../../shared/errors.ts'
import type { HttpPort } from '../core/ports.ts'
import type { Charge, Payer, PricedRequest, Prices } from './contract/prices.ts'
import { findHttpFailure } from './http-failure.ts'

/** Who pays for an account's requests. */
export type Purse = {
  /** Sets the most that a request may cost aside, or says why it may not be sent. `reading`: see `Prices.isReading`. */
  readonly reserve: (atMost: readonly Charge[], reading: boolean) => Reservation | { readonly refused: AppError }
}

/** Money set aside for a request. One of the two ends it. */
export type Reservation = {
  /** The request was answered, and cost this. */
  readonly settle: (charges: readonly Charge[]) => void
  /** It never left. */
  readonly release: () => void
}

/**
 * The way out to a platform that charges for requests: none is sent whose cost could pass the budget, and what each did cost is written down.
 * Where no answer came it counts as having cost the most. Rejects with what the purse says, and as `http` does.
 */
export function createMeteredHttp(http: HttpPort, prices: Prices, purse: Purse, payer: Payer): HttpPort {
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = await describe(input, init)
    const atMost = prices.atMost(request, payer)
    const reservation = purse.reserve(atMost, prices.isReading(request))
    if ('refused' in reservation) throw new AppFailure(reservation.refused)
    let answer: Response
    try {
      answer = await http.fetch(input, init)
    } catch (error) {
      if (findHttpFailure(error)?.sent === 'no') reservation.release()
      else reservation.settle(atMost)
      throw error
    }
    reservation.settle(prices.charged(request, { status: answer.status, body: await jsonOf(answer.clone()) }, payer))
    return answer
  }
  const { telling, openSocket } = http
  return {
    fetch,
    ...(telling === undefined ? {} : { telling: (onSent) => createMeteredHttp(telling(onSent), prices, purse, payer) }),
    ...(openSocket === undefined ? {} : { openSocket }),
  }
}

async function describe(input: string | URL | Request, init: RequestInit | undefined): Promise<PricedRequest> {
  const request = new Request(input instanceof Request ? input.clone() : input, init)
  const isJson = request.headers.get('content-type')?.includes('json') === true
  return { method: request.method, url: new URL(request.url), body: isJson ? await request.text() : null }
}

async function jsonOf(answer: Response): Promise<unknown> {
  try {
    return JSON.parse(await answer.text())
  } catch {
    return null
  }
}
