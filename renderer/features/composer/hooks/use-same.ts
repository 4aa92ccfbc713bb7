import { useCallback, useInsertionEffect, useRef } from 'react'

/** The value as it was before, as long as it is the same by `isSame`: so that what depends on it need not be shown anew. */
export function useSame<Value>(value: Value, isSame: (a: Value, b: Value) => boolean): Value {
  const last = useRef(value)
  // Comparing with the last rendering is the very purpose, and a wrong guess only costs a rendering.
  /* eslint-disable react-hooks/refs */
  if (!isSame(last.current, value)) last.current = value
  return last.current
  /* eslint-enable react-hooks/refs */
}

/** Whether two lists hold the same things in the same order. */
export function isSameList<Item>(a: readonly Item[], b: readonly Item[]): boolean {
  return a === b || (a.length === b.length && a.every((item, index) => item === b[index]))
}

/** A handler that stays the same and does what the last rendering knew: for parts that are not to be shown anew because of it. */
export function useHandler<Args extends readonly unknown[], Result>(handle: (...args: Args) => Result): (...args: Args) => Result {
  const last = useRef(handle)
  useInsertionEffect(() => {
    last.current = handle
  })
  return useCallback((...args: Args) => last.current(...args), [])
}
