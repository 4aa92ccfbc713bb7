import Database from 'better-sqlite3'
import { isHeardNotice } from '../../main/store/mutes/silence.ts'
const d = new Database('/tmp/zzpage.sqlite', { readonly: true }); d.function('now_ms', () => Date.now()); d.pragma('cache_size=-32000')
const sql = `select inbox_item.row, account_id as accountId, kind, actor_row as actorRow, post.id as postId, at, counted
       from inbox_item left join post on post.row = post_row where group_id = ? and account_id = ? and ${isHeardNotice('inbox_item')} order by at desc, inbox_item.row desc limit ?`
for (const r of d.prepare('explain query plan ' + sql).all(1, 'x', 60) as any[]) console.log(r.id, r.parent, r.detail)
console.log(d.prepare("select name, sql from sqlite_schema where tbl_name='inbox_item' and type='index'").all())
console.log(d.prepare('select avg(n), max(n), count(*) from (select count(*) n from inbox_item group by group_id, account_id)').get(), d.prepare('select count(*) n, class from inbox_group group by class').all())
