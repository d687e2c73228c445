# Reads lists of the supervision service, and puts records there. Load it with: . ./supervision.ps1
# For Windows PowerShell 5.1 and PowerShell 7. The address is in $env:BASE, the key in $env:KEY.

Set-StrictMode -Version Latest
$ErrorActionPreference = 'Stop'
# Windows PowerShell on an older server offers nothing newer than TLS 1.0 unless it is told.
[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls12

# One request. Bytes in and out: Windows PowerShell takes JSON for Latin-1.
function Invoke-Supervision {
    param(
        [Parameter(Mandatory)] [string] $Path,
        [hashtable] $Query = @{},
        [string] $Method = 'GET',
        [object] $Record
    )
    $pairs = foreach ($name in $Query.Keys) {
        '{0}={1}' -f $name, [uri]::EscapeDataString([string] $Query[$name])
    }
    $request = @{
        Uri = '{0}/v1/{1}?{2}' -f $env:BASE, $Path, ($pairs -join '&')
        Method = $Method
        Headers = @{ 'X-API-Key' = $env:KEY }
        UseBasicParsing = $true
    }
    if ($null -ne $Record) {
        $request.Body = [Text.Encoding]::UTF8.GetBytes((ConvertTo-Json $Record -Depth 10))
        $request.ContentType = 'application/json'
    }
    $answer = Invoke-WebRequest @request
    [Text.Encoding]::UTF8.GetString($answer.RawContentStream.ToArray())
}

# The rows of a list that is given as files: flags, expectations, compliance, rules.
function Get-SupervisionTable {
    param([Parameter(Mandatory)] [string] $List, [hashtable] $Query = @{})
    Invoke-Supervision -Path "$List.csv" -Query $Query | ConvertFrom-Csv
}

# Everything in a list of records, page after page: sessions, actions, workers …
function Get-SupervisionRecord {
    param([Parameter(Mandatory)] [string] $List, [hashtable] $Query = @{})
    $asked = $Query.Clone()
    $asked['limit'] = 200
    do {
        $page = Invoke-Supervision -Path $List -Query $asked | ConvertFrom-Json
        $page.items
        $asked['cursor'] = $page.next_cursor
    } while ($page.next_cursor)
}

# Creates or updates a record by its own reference, and says which.
function Set-SupervisionRecord {
    param(
        [Parameter(Mandatory)] [string] $Source,
        [Parameter(Mandatory)] [string] $Type,
        [Parameter(Mandatory)] [string] $Reference,
        [Parameter(Mandatory)] [hashtable] $Record
    )
    $path = 'sources/{0}/{1}/{2}' -f $Source, $Type, [uri]::EscapeDataString($Reference)
    Invoke-Supervision -Path $path -Method PUT -Record $Record | ConvertFrom-Json
}
