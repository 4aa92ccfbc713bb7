import { cleanup, render } from '@testing-library/react'
import { useRef, type ReactElement } from 'react'
import { afterEach, expect, it } from 'vitest'
import { focusCard, useKeptCardFocus } from '../../../renderer/features/feed/use-kept-focus.ts'

afterEach(cleanup)

function Feed({ name, rows }: { readonly name: string; readonly rows: readonly string[] }): ReactElement {
  const scroller = useRef<HTMLDivElement>(null)
  useKeptCardFocus(name, scroller)
  return (
    <div ref={scroller} data-feed={name}>
      {rows.map((row) => (
        <div key={row} data-row={row}>
          <article tabIndex={0}>{row}</article>
        </div>
      ))}
    </div>
  )
}

const feed = (name: string): HTMLElement | null => document.querySelector(`[data-feed="${name}"]`)

it('the card that had the focus has it again where the list was made anew', () => {
  const { rerender } = render(<Feed key="the" name="search" rows={['a', 'b']} />)
  focusCard('search', 'b', feed('search'))
  expect(document.activeElement?.textContent).toBe('b')
  rerender(<Feed key="the has:image" name="search" rows={['b', 'c']} />)
  expect(document.activeElement?.textContent).toBe('b')
})

it('is left alone where the person has gone elsewhere, and in another list', () => {
  const { rerender } = render(<Feed key="1" name="search" rows={['a']} />)
  focusCard('search', 'a', feed('search'))
  rerender(
    <>
      <button type="button">Elsewhere</button>
      <Feed key="1" name="search" rows={['a']} />
    </>,
  )
  document.querySelector<HTMLElement>('button')?.focus()
  document.querySelector<HTMLElement>('button')?.blur()
  rerender(<Feed key="2" name="search" rows={['a']} />)
  expect(document.activeElement).toBe(document.body)
  focusCard('search', 'a', feed('search'))
  rerender(<Feed key="3" name="timeline" rows={['a']} />)
  expect(document.activeElement).toBe(document.body)
})
