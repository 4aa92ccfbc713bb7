import { BlockList } from 'node:net'

/**
 * For hosts under test that are to fetch from a server on this machine as from one on the Internet: nothing is a private network for them. Given to
 * Node with `--import`.
 */
BlockList.prototype.check = () => false
