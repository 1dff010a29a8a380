/** The first line of a YAML file by which editors find its schema. @param up the way to the workspace, such as `../../` */
export function schemaLine(up: string, name: string): string {
  return `# yaml-language-server: $schema=${up}.proctor/schemas/${name}.schema.json\n`
}
