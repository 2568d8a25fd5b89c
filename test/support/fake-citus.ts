import type pg from 'pg';

/** The functions of Citus that Taskward calls, on plain PostgreSQL: they write down their calls, and a table is its own only shard. */
export const FAKE_CITUS = `
  CREATE TABLE pg_dist_partition (logicalrelid regclass PRIMARY KEY, partmethod "char" NOT NULL, repmodel "char" NOT NULL);
  CREATE TABLE citus_calls (n serial, call text NOT NULL);
  GRANT SELECT ON pg_dist_partition TO PUBLIC;
  -- As if the extension had declared it: else only superusers may set it for a role.
  GRANT SET ON PARAMETER citus.propagate_set_commands TO PUBLIC;

  CREATE FUNCTION create_reference_table(table_name regclass) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
    INSERT INTO citus_calls (call) VALUES ('reference ' || table_name);
    INSERT INTO pg_dist_partition VALUES (table_name, 'n', 't');
  $$;
  CREATE FUNCTION create_distributed_table(
    table_name regclass, distribution_column text, distribution_type text DEFAULT 'hash', colocate_with text DEFAULT 'default'
  ) RETURNS void LANGUAGE sql SECURITY DEFINER AS $$
    INSERT INTO citus_calls (call) VALUES (concat_ws(' ', distribution_type, table_name, distribution_column, colocate_with));
    INSERT INTO pg_dist_partition VALUES (table_name, 'h', 's');
  $$;
  CREATE FUNCTION run_command_on_placements(table_name regclass, command text)
    RETURNS TABLE (nodename text, nodeport int, shardid bigint, success boolean, result text) LANGUAGE plpgsql AS $$
  BEGIN
    nodename := 'worker'; nodeport := 5432; shardid := 102008; success := true;
    BEGIN
      EXECUTE format(command, table_name) INTO result;
    EXCEPTION WHEN OTHERS THEN success := false; result := SQLERRM;
    END;
    RETURN NEXT;
  END $$;
  CREATE FUNCTION run_command_on_all_nodes(command text)
    RETURNS TABLE (nodeid int, success boolean, result text) LANGUAGE plpgsql AS $$
  BEGIN
    nodeid := 1; success := true;
    EXECUTE command INTO result;
    RETURN NEXT;
  END $$;`;

/**
 * Has the plans that PostgreSQL explains end as those of Citus do.
 * @param taskCount how many shards a plan goes to.
 * @returns what has them as they are again.
 */
export function fakePlans(prototype: pg.Client, taskCount: () => number): () => void {
  const patched = prototype as unknown as { query: (...args: unknown[]) => unknown };
  const original = patched.query;
  patched.query = function (...args) {
    const answer = original.apply(this, args);
    if (!String(args[0]).startsWith('EXPLAIN')) return answer;
    return (answer as Promise<pg.QueryResult>).then((result) => {
      result.rows.push({ 'QUERY PLAN': `  Task Count: ${taskCount()}` });
      return result;
    });
  };
  return () => void (patched.query = original);
}
