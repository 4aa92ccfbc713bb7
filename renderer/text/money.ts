/** Prices of a request are fractions of a cent. */
const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', minimumFractionDigits: 2, maximumFractionDigits: 3 })

/** Millionths of a dollar as an amount: `$0.20`, `$0.005`. */
export function money(amount: number): string {
  return dollars.format(amount / 1_000_000)
}
