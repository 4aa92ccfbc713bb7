import fc from 'fast-check'

/**
 * Property tests try the same inputs every time, so that what passes here passes there; `npm run test:fuzz` tries new ones, and `CHIRP_SEED=<n>`
 * those of one seed. A counterexample that is found goes into the table of its test by name.
 */
const wanted = process.env['CHIRP_SEED'] ?? '20261126'
if (wanted !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) })
