import { create } from 'zustand'

type Searching = {
  /** What stands in the search field; kept while other views are looked at. */
  readonly text: string
  /** The keys are to go on from the field to what it finds, as soon as that is there. */
  readonly entering: boolean
}

export const useSearchText = create<Searching>(() => ({ text: '', entering: false }))

export function setSearchText(text: string): void {
  useSearchText.setState({ text, entering: false })
}

export function setEntering(entering: boolean): void {
  useSearchText.setState({ entering })
}
