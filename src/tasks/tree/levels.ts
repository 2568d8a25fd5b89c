/** The ids of a task and of those beneath it, level by level. */
export function levelsBeneath(id: string, tasks: { id: string; parentId: string | null }[]): string[][] {
  const levels: string[][] = [];
  for (let level = [id]; level.length > 0;) {
    levels.push(level);
    const parents = new Set(level);
    level = tasks.filter(({ parentId }) => parentId !== null && parents.has(parentId)).map((task) => task.id);
  }
  return levels;
}
