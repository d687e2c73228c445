// Parses scripts by their endings: Power Query by Microsoft's own parser, PowerShell by a grammar
// for editors. Prints a line for each file; ends with 1 where one has a fault.
// Node is told not to optimise that grammar (--liftoff-only): it took a minute over it.
const { readFileSync } = require("node:fs");
const { DefaultSettings, TaskUtils } = require("@microsoft/powerquery-parser");
const { Language, Parser } = require("web-tree-sitter");

async function powerQuery(text) {
  const task = await TaskUtils.tryLexParse(DefaultSettings, text);
  return TaskUtils.isError(task) ? task.error.message : "";
}

async function powerShell(text) {
  await Parser.init();
  const grammar = require.resolve("tree-sitter-powershell/tree-sitter-powershell.wasm");
  const parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
  return firstFault(parser.parse(text).rootNode);
}

function firstFault(node) {
  if (node.isError || node.isMissing) {
    return `line ${node.startPosition.row + 1}: ${node.text.slice(0, 60)}`;
  }
  return node.hasError ? node.children.map(firstFault).find(Boolean) : "";
}

async function main(files) {
  for (const file of files) {
    const fault = await (file.endsWith(".pq") ? powerQuery : powerShell)(readFileSync(file, "utf8"));
    console.log(`${file}: ${fault || "parsed"}`);
    if (fault) process.exitCode = 1;
  }
}

main(process.argv.slice(2));
