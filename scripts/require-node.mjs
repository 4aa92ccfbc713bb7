// Imported first by every script: says in one sentence what to do where Node is too old for the database module.
if (Number(process.versions.napi ?? 0) < 10) {
  console.error(
    `Chirp needs Node 22.14 or newer and this is ${process.version}. Start it with its npm script ("npm start", "npm run serve"), which brings its own.`,
  )
  process.exit(1)
}
