export {
  entriesOf,
  isTagged,
  type Json,
  memberOf,
  plain,
  type YamlEntry,
  type YamlItem,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from "./node.ts";
export { readYaml, type YamlFile, type YamlOptions } from "./read.ts";
